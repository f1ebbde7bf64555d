// What the metrics are now, as plain values: no HTTP, no library's types, no clock.
#pragma once

#include "adapters/control/metrics/metric_catalogue.hpp"
#include "core/figures/histogram.hpp"
#include "core/time.hpp"
#include "ports/metrics_view.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

// One series. `labels` are the values, in the order of the catalogue's names.
struct MetricSample {
    std::vector<std::string> labels;
    double value = 0;                            // of a gauge or a counter
    std::optional<core::Histogram> histogram{};  // of a histogram
};

class MetricSamples {
public:
    MetricSamples();

    using Labels = std::vector<std::string>;
    void add(Metric metric, Labels labels, double value);
    void add(Metric metric, Labels labels, const core::Histogram& histogram);
    void add(Metric metric, double value) { add(metric, Labels{}, value); }
    void add_time(Metric metric, Labels labels, core::WallTime time);  // the epoch: nothing

    const std::vector<MetricSample>& of(Metric metric) const { return families_[static_cast<std::size_t>(metric)]; }

    // As Prometheus counts them: each bucket, sum and count of a histogram is one.
    std::size_t series() const;

private:
    std::vector<std::vector<MetricSample>> families_;  // by Metric
};

// What the engine does not know: the ledger's file. nullopt: it cannot be examined.
struct LedgerFileSize {
    std::optional<std::uint64_t> bytes;
    std::optional<std::uint64_t> free_bytes;  // on its file system
};

MetricSamples samples_of(const ports::MetricFacts& facts, const LedgerFileSize& ledger);

// Parts of it, each in a file of its own.
void add_policies(MetricSamples& samples, const ports::MetricFacts& facts);
void add_sites(MetricSamples& samples, const ports::MetricFacts& facts);

}  // namespace ecdsnap::adapters
