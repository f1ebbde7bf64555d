// What happened, in order, numbered from 0. The oldest entries may be forgotten; the others keep their numbers.
#pragma once

#include <cstddef>
#include <deque>
#include <utility>

namespace ecdsnap::simulation {

template <class T>
class Chronicle {
public:
    T& push_back(T entry) { return kept_.emplace_back(std::move(entry)); }

    std::size_t size() const { return forgotten_ + kept_.size(); }  // of all there ever were: the next one's number
    bool empty() const { return size() == 0; }
    std::size_t oldest() const { return forgotten_; }  // number of the oldest one kept
    bool keeps_any() const { return !kept_.empty(); }

    // By its number, which is not forgotten. References stay good while entries are added.
    T& operator[](std::size_t number) { return kept_[number - forgotten_]; }
    const T& operator[](std::size_t number) const { return kept_[number - forgotten_]; }
    T& back() { return kept_.back(); }

    // Those that are kept.
    auto begin() const { return kept_.begin(); }
    auto end() const { return kept_.end(); }

    void forget_oldest() {
        kept_.pop_front();
        ++forgotten_;
    }

private:
    std::deque<T> kept_;
    std::size_t forgotten_ = 0;
};

}  // namespace ecdsnap::simulation
