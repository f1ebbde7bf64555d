// A queue of things that know their own place in it: the first is at hand, any one can be taken out, and it costs one
// pointer for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ecdsnap::core {

// `Before` is a strict total order of the items, which must not change while they are in. `place` belongs to this
// queue: 0 while the item is not in it. Items outlive their time in here and stay where they are in memory.
template <class Item, std::uint32_t Item::*place, class Before>
class IndexedHeap {
public:
    bool empty() const { return items_.empty(); }
    std::size_t size() const { return items_.size(); }
    Item& first() const { return *items_.front(); }

    // It is not in.
    void push(Item& item) {
        items_.push_back(&item);
        rise(items_.size() - 1, item);
    }

    void erase(Item& item) {
        if (item.*place == 0) return;
        const std::size_t hole = item.*place - 1;
        item.*place = 0;
        Item& last = *items_.back();
        items_.pop_back();
        if (&last == &item) return;
        if (hole > 0 && Before{}(last, *items_[(hole - 1) / 2]))
            rise(hole, last);
        else
            sink(hole, last);
    }

private:
    void put(std::size_t at, Item& item) {
        items_[at] = &item;
        item.*place = static_cast<std::uint32_t>(at + 1);
    }
    void rise(std::size_t hole, Item& item) {
        for (; hole > 0 && Before{}(item, *items_[(hole - 1) / 2]); hole = (hole - 1) / 2)
            put(hole, *items_[(hole - 1) / 2]);
        put(hole, item);
    }
    void sink(std::size_t hole, Item& item) {
        for (std::size_t child = 2 * hole + 1; child < items_.size(); child = 2 * hole + 1) {
            if (child + 1 < items_.size() && Before{}(*items_[child + 1], *items_[child])) ++child;
            if (!Before{}(*items_[child], item)) break;
            put(hole, *items_[child]);
            hole = child;
        }
        put(hole, item);
    }

    std::vector<Item*> items_;
};

}  // namespace ecdsnap::core
