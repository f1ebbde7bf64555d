#include "cli/inventory/site_listing.hpp"

#include "fakes/unasked_cloud.hpp"
#include "simulation/virtual_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <deque>
#include <optional>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

using Page = ports::Answer<ports::DesktopPage>;

core::Desktop desktop(const char* id) {
    core::Desktop made;
    made.id = id;
    return made;
}

Page page(std::vector<core::Desktop> desktops, std::string next) {
    return {ports::DesktopPage{std::move(desktops), std::move(next)}, std::nullopt};
}

Page refusal(core::ErrorClass kind, std::optional<core::Millis> retry_after = std::nullopt) {
    core::Error error;
    error.kind = kind;
    error.retry_after = retry_after;
    return {error, std::nullopt};
}

// Answers what it was told to, in order, and keeps what it was asked.
class ScriptedCloud final : public tests::UnaskedCloud {
public:
    explicit ScriptedCloud(const ports::Clock& clock) : clock_(clock) {}

    boost::asio::awaitable<Page> describe_desktops(ports::DesktopQuery query) override {
        queries.push_back(std::move(query));
        times.push_back(clock_.steady_now());
        Page answer = std::move(answers.front());
        answers.pop_front();
        co_return answer;
    }

    std::deque<Page> answers;
    std::vector<ports::DesktopQuery> queries;
    std::vector<core::SteadyTime> times;

private:
    const ports::Clock& clock_;
};

class NoChance final : public ports::Random {
public:
    std::uint64_t next() override { return 0; }
};

struct Stage {
    core::Result<std::vector<core::Desktop>> list(core::SiteLimits limits = {}) {
        std::optional<core::Result<std::vector<core::Desktop>>> result;
        auto on_end = [&](std::exception_ptr, core::Result<std::vector<core::Desktop>> listed) {
            result.emplace(std::move(listed));
        };
        std::vector<std::string> all;
        boost::asio::co_spawn(clock.context(), cli::list_site(cloud, clock, random, limits, std::move(all)), on_end);
        while (!result && time.step(core::SteadyTime{std::chrono::hours{1}})) {
        }
        REQUIRE(result);
        return std::move(*result);
    }

    simulation::VirtualTime time{core::WallTime{}};
    simulation::VirtualClock clock{time};
    ScriptedCloud cloud{clock};
    NoChance random;
};

}  // namespace

TEST_CASE("pages are read one after the other, no faster than the limit, and a desktop that moved counts once") {
    Stage stage;
    stage.cloud.answers.push_back(page({desktop("ecd-2"), desktop("ecd-3")}, "t1"));
    stage.cloud.answers.push_back(page({desktop("ecd-2"), desktop("ecd-1")}, ""));
    const auto listed = stage.list({2, 32});
    REQUIRE(listed.has_value());
    REQUIRE(listed->size() == 3);
    CHECK(listed->front().id == "ecd-1");
    CHECK(stage.cloud.queries[1].next_token == "t1");
    CHECK(stage.cloud.times[1] - stage.cloud.times[0] >= 500ms);
}

TEST_CASE("a page that fails for the moment is asked for again, as late as the cloud says") {
    Stage stage;
    stage.cloud.answers.push_back(page({desktop("ecd-1")}, "t1"));
    stage.cloud.answers.push_back(refusal(core::ErrorClass::throttled, 7s));
    stage.cloud.answers.push_back(page({desktop("ecd-2")}, ""));
    CHECK(stage.list().value().size() == 2);
    CHECK(stage.cloud.queries[2].next_token == "t1");
    CHECK(stage.cloud.times[2] - stage.cloud.times[1] >= 7s);
}

TEST_CASE("what does not pass ends the listing at once, and what lasts ends it after four tries") {
    Stage refused;
    refused.cloud.answers.push_back(refusal(core::ErrorClass::credentials));
    CHECK(refused.list().error().kind == core::ErrorClass::credentials);
    Stage down;
    for (int again = 0; again < 5; ++again)
        down.cloud.answers.push_back(refusal(core::ErrorClass::temporary));
    CHECK(down.list().error().kind == core::ErrorClass::temporary);
    CHECK(down.cloud.queries.size() == 4);
}
