#include "core/dispatch/indexed_heap.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

using ecdsnap::core::IndexedHeap;

namespace {

struct Item {
    int rank = 0;
    std::uint32_t place = 0;
};
struct Lower {
    bool operator()(const Item& one, const Item& other) const { return one.rank < other.rank; }
};
using Heap = IndexedHeap<Item, &Item::place, Lower>;

std::vector<int> drain(Heap& heap) {
    std::vector<int> ranks;
    while (!heap.empty()) {
        Item& first = heap.first();
        ranks.push_back(first.rank);
        heap.erase(first);
        CHECK(first.place == 0);
    }
    return ranks;
}

}  // namespace

TEST_CASE("what is not in an indexed heap is not taken out") {
    Heap heap;
    Item item;
    heap.erase(item);
    CHECK(heap.empty());
    heap.push(item);
    CHECK(heap.size() == 1);
    heap.erase(item);
    heap.erase(item);
    CHECK(heap.empty());
}

TEST_CASE("an indexed heap hands out in order, whatever was taken out of its midst") {
    std::mt19937 chance(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<Item> items(static_cast<std::size_t>(chance() % 40 + 1));
        for (std::size_t at = 0; at < items.size(); ++at)
            items[at].rank = static_cast<int>(at);
        std::shuffle(items.begin(), items.end(), chance);
        Heap heap;
        std::set<int> wanted;
        for (Item& item : items) {
            heap.push(item);
            wanted.insert(item.rank);
        }
        for (std::size_t times = chance() % items.size(); times > 0; --times) {
            Item& item = items[chance() % items.size()];
            heap.erase(item);
            wanted.erase(item.rank);
            CHECK(heap.size() == wanted.size());
            if (chance() % 3 != 0) continue;
            heap.push(item);
            wanted.insert(item.rank);
        }
        const std::vector<int> in_order(wanted.begin(), wanted.end());
        CHECK(drain(heap) == in_order);
    }
}
