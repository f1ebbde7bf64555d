// The metrics as values and as text; config/monitoring/metrics.md is what the catalogue writes. ECDSNAP_WRITE=1 writes
// it anew.
#include "adapters/control/metrics/metric_samples.hpp"

#include "adapters/control/metrics/metric_text.hpp"
#include "fakes/fake_metrics.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

using namespace ecdsnap;
using adapters::Metric;
using adapters::MetricSamples;

namespace {

const adapters::LedgerFileSize ledger{1'000'000, 5'000'000'000};

double value_of(const MetricSamples& samples, Metric metric, const std::vector<std::string>& labels) {
    for (const auto& sample : samples.of(metric))
        if (sample.labels == labels) return sample.value;
    FAIL("no such series");
    return 0;
}

bool has_line(const std::string& text, const std::string& line) {
    return text.find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("each metric has a name of its own, as Prometheus wants them, and words about it") {
    std::set<std::string_view> names;
    for (const auto& type : adapters::metric_catalogue()) {
        CAPTURE(type.name);
        CHECK(names.insert(type.name).second);
        CHECK(type.name.starts_with("ecdsnap_"));
        CHECK(type.name.ends_with("_total") == (type.kind == adapters::MetricKind::counter));
        CHECK(type.help.size() > 20);
        CHECK((type.help.ends_with(".") || type.help.ends_with("…")));
    }
}

TEST_CASE("each series has the labels that the catalogue names, and each metric can be shown") {
    auto facts = tests::full_facts(3, 2);
    facts.status.policies[0].observes = true;
    facts.status.pauses[0].key = {core::PauseScope::everything, ""};
    const MetricSamples samples = adapters::samples_of(facts, ledger);
    for (const auto& type : adapters::metric_catalogue()) {
        CAPTURE(type.name);
        const auto names = type.labels.empty() ? 0 : 1 + std::ranges::count(type.labels, ',');
        if (type.id != Metric::metrics_duration) CHECK_FALSE(samples.of(type.id).empty());
        std::set<std::vector<std::string>> seen;
        for (const auto& sample : samples.of(type.id)) {
            CHECK(static_cast<long>(sample.labels.size()) == names);
            CHECK(seen.insert(sample.labels).second);
            CHECK(sample.histogram.has_value() == (type.kind == adapters::MetricKind::histogram));
        }
    }
}

TEST_CASE("the figures are those of the status and of the ledger") {
    const MetricSamples samples = adapters::samples_of(tests::sample_facts(), ledger);
    CHECK(value_of(samples, Metric::ready, {}) == 1);
    CHECK(value_of(samples, Metric::policy_tasks_open, {"nightly"}) == 1);
    CHECK(value_of(samples, Metric::policy_tasks_unlikely, {"nightly"}) == 2);
    CHECK(value_of(samples, Metric::policy_last_slot_tasks, {"weekly", "done"}) == 2);
    CHECK(value_of(samples, Metric::policy_over_objective, {"weekly"}) == 3);
    CHECK(value_of(samples, Metric::policy_objective, {"weekly"}) == 240 * 3600);
    CHECK(value_of(samples, Metric::policy_paused, {"weekly"}) == 1);
    CHECK(samples.of(Metric::policy_paused).size() == 1);
    CHECK(value_of(samples, Metric::tasks, {"nightly", "failed", "quota"}) == 1);
    CHECK(value_of(samples, Metric::tasks, {"weekly", "done", "good"}) == 0);
    CHECK(value_of(samples, Metric::site_tasks, {"main/cn-hangzhou", "due"}) == 1);
    CHECK(value_of(samples, Metric::calls, {"main/cn-hangzhou", "CreateSnapshot", "throttled"}) == 1);
    CHECK(value_of(samples, Metric::site_clock, {"main/cn-hangzhou"}) == -0.7);
    CHECK(value_of(samples, Metric::ledger_bytes, {}) == 1'000'000);
    CHECK(value_of(samples, Metric::never_verified, {}) == 1);
    CHECK(samples.of(Metric::oldest_verified).size() == 10);
    CHECK(value_of(samples, Metric::oldest_verified, {"main/cn-hangzhou", "ecd-11"}) == 110 * 3600);
}

TEST_CASE("nothing is said of what is not known: the past before the ledger was read, regions set aside, no file") {
    auto facts = tests::sample_facts();
    facts.past_known = false;
    const MetricSamples samples = adapters::samples_of(facts, {});
    for (const Metric metric : {Metric::verified_age, Metric::oldest_verified, Metric::never_verified, Metric::extras,
                                Metric::policy_over_objective, Metric::ledger_bytes, Metric::ledger_free_bytes})
        CHECK(samples.of(metric).empty());
    for (const auto& sample : samples.of(Metric::site_ready))
        CHECK(sample.labels != std::vector<std::string>{"main/us-west-1"});
}

TEST_CASE("fifty policies and eight sites with all that may happen stay below two thousand series") {
    const MetricSamples samples = adapters::samples_of(tests::full_facts(50, 8), ledger);
    MESSAGE(samples.series() << " series");
    CHECK(samples.series() <= 2000);
}

TEST_CASE("the text is Prometheus' own, with cumulative buckets; foreign texts break no line") {
    auto facts = tests::sample_facts();
    facts.status.owner = "a\"b\\c";
    const std::string text = adapters::metric_text(adapters::samples_of(facts, ledger));
    CHECK(has_line(text, "# TYPE ecdsnap_verified_age_seconds histogram"));
    CHECK(has_line(text, "ecdsnap_verified_age_seconds_bucket{le=\"86400\"} 2"));
    CHECK(has_line(text, "ecdsnap_verified_age_seconds_bucket{le=\"+Inf\"} 11"));
    CHECK(has_line(text, "ecdsnap_verified_age_seconds_count 11"));
    CHECK(has_line(text, "# TYPE ecdsnap_tasks_total counter"));
    CHECK(has_line(text, "ecdsnap_tasks_total{policy=\"nightly\",outcome=\"failed\",class=\"quota\"} 1"));
    CHECK(has_line(text, R"(ecdsnap_build_info{version="0.1.0",owner="a\"b\\c"} 1)"));
}

TEST_CASE("the reference in config/monitoring/metrics.md is the catalogue") {
    const std::string path = ECDSNAP_SOURCE_DIR "/config/monitoring/metrics.md";
    const std::string written = adapters::metric_reference();
    if (std::getenv("ECDSNAP_WRITE") != nullptr) std::ofstream(path, std::ios::binary) << written;
    std::stringstream shipped;
    shipped << std::ifstream(path, std::ios::binary).rdbuf();
    INFO("ECDSNAP_WRITE=1 build/dev/bin/test_adapters_control --test-case='*metrics.md*' writes it anew");
    CHECK(shipped.str() == written);
}
