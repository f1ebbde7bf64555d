#include "adapters/control/metrics/metric_text.hpp"

#include <limits>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sstream>

namespace ecdsnap::adapters {
namespace {

prometheus::MetricType prometheus_type(MetricKind kind) {
    switch (kind) {
        case MetricKind::gauge: return prometheus::MetricType::Gauge;
        case MetricKind::counter: return prometheus::MetricType::Counter;
        case MetricKind::histogram: return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

prometheus::ClientMetric::Histogram histogram_of(const core::Histogram& histogram) {
    prometheus::ClientMetric::Histogram shown;
    shown.sample_count = histogram.count();
    shown.sample_sum = histogram.sum();
    std::uint64_t cumulative = 0;
    for (std::size_t place = 0; place < histogram.counts().size(); ++place) {
        cumulative += histogram.counts()[place];
        const bool last = place == histogram.bounds().size();
        shown.bucket.push_back(
            {cumulative, last ? std::numeric_limits<double>::infinity() : histogram.bounds()[place]});
    }
    return shown;
}

void add_labels(prometheus::ClientMetric& metric, std::string_view names, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
        const std::size_t end = names.find(',');
        metric.label.push_back({std::string(names.substr(0, end)), value});
        if (end != std::string_view::npos) names.remove_prefix(end + 1);
    }
}

prometheus::MetricFamily family_of(const MetricType& type, const std::vector<MetricSample>& samples) {
    prometheus::MetricFamily family;
    family.name = std::string(type.name);
    family.help = std::string(type.help);
    family.type = prometheus_type(type.kind);
    for (const MetricSample& sample : samples) {
        prometheus::ClientMetric metric;
        add_labels(metric, type.labels, sample.labels);
        if (sample.histogram) metric.histogram = histogram_of(*sample.histogram);
        metric.gauge.value = sample.value;
        metric.counter.value = sample.value;
        family.metric.push_back(std::move(metric));
    }
    return family;
}

}  // namespace

std::string metric_text(const MetricSamples& samples) {
    std::vector<prometheus::MetricFamily> families;
    for (const MetricType& type : metric_catalogue())
        if (!samples.of(type.id).empty()) families.push_back(family_of(type, samples.of(type.id)));
    std::ostringstream text;
    prometheus::TextSerializer().Serialize(text, families);
    return std::move(text).str();
}

}  // namespace ecdsnap::adapters
