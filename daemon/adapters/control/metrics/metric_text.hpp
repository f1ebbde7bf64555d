// The metrics as Prometheus reads them: text format 0.0.4.
#pragma once

#include "adapters/control/metrics/metric_samples.hpp"

#include <string>

namespace ecdsnap::adapters {

inline constexpr auto metric_content_type = "text/plain; version=0.0.4; charset=utf-8";

std::string metric_text(const MetricSamples& samples);

}  // namespace ecdsnap::adapters
