// How often a measure fell into each of a row of ranges, as Prometheus counts it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ecdsnap::core {

class Histogram {
public:
    // The upper bounds, ascending, all finite; they outlive it (constants of a file).
    explicit Histogram(std::span<const double> bounds) : bounds_(bounds), counts_(bounds.size() + 1) {}

    void add(double measure) {
        const auto place = std::ranges::lower_bound(bounds_, measure);
        ++counts_[static_cast<std::size_t>(place - bounds_.begin())];
        sum_ += measure;
        ++count_;
    }

    // Of the same bounds.
    void merge(const Histogram& other) {
        for (std::size_t place = 0; place < counts_.size(); ++place)
            counts_[place] += other.counts_[place];
        sum_ += other.sum_;
        count_ += other.count_;
    }

    std::span<const double> bounds() const { return bounds_; }
    // In each range by itself; the last one is what lies above all bounds.
    const std::vector<std::uint64_t>& counts() const { return counts_; }
    std::uint64_t count() const { return count_; }
    double sum() const { return sum_; }

private:
    std::span<const double> bounds_;
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    double sum_ = 0;
};

}  // namespace ecdsnap::core
