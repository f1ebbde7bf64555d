// What metrics are made from, in memory.
#pragma once

#include "ports/metrics_view.hpp"

#include <cstddef>

namespace ecdsnap::tests {

// Of sample_status(), with some of everything.
ports::MetricFacts sample_facts();

// As large as it gets: so many policies, each with an objective and every end a task may come to, and so many sites.
ports::MetricFacts full_facts(std::size_t policies, std::size_t sites);

class FakeMetrics final : public ports::MetricsView {
public:
    ports::MetricFacts shown = sample_facts();
    mutable int asked = 0;

    ports::MetricFacts metric_facts() const override {
        ++asked;
        return shown;
    }
};

}  // namespace ecdsnap::tests
