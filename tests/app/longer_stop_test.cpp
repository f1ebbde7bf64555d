#include "app/longer_stop.hpp"

#include "fakes/manual_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

struct Asked {
    core::Millis after{};
    core::Millis patience{};

    bool operator==(const Asked&) const = default;
};

// Records what a service manager would be asked for, and when.
class Recorder final : public ports::ServiceNotifier {
public:
    explicit Recorder(const ports::Clock& clock) : clock_(clock), began_(clock.steady_now()) {}

    void ready(const std::string&) override {}
    void reloading() override {}
    void stopping() override {}
    void still_stopping(core::Millis patience) override {
        asked.push_back({std::chrono::floor<core::Millis>(clock_.steady_now() - began_), patience});
    }
    void status(const std::string&) override {}
    void watchdog() override {}

    std::vector<Asked> asked;

private:
    const ports::Clock& clock_;
    const core::SteadyTime began_;
};

// A stop with this grace that is over after `lasts`; it asks for as long as it says.
std::vector<Asked> asked_by_a_stop(core::Millis grace, core::Millis lasts) {
    boost::asio::io_context context;
    tests::ManualClock clock(context);
    Recorder notifier(clock);
    const auto over = clock.make_alarm();
    bool ended = false;
    auto on_end = [&ended](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
        ended = true;
    };
    boost::asio::co_spawn(context, app::ask_for_time(notifier, clock, *over, grace), on_end);
    constexpr core::Millis step = 500ms;
    for (core::Millis passed{0}; passed < lasts; passed += step) {
        context.restart();
        context.poll();
        clock.pass(step);
    }
    over->ring();
    context.restart();
    context.poll();
    CHECK(ended);
    return notifier.asked;
}

}  // namespace

TEST_CASE("a stop asks for more time every five seconds, until it is over") {
    const std::vector<Asked> wanted{{0s, 15s}, {5s, 15s}, {10s, 15s}};
    CHECK(asked_by_a_stop(10min, 12s) == wanted);
    CHECK(asked_by_a_stop(10min, 0s).size() == 1);
}

TEST_CASE("each time it asks before the time it asked for before is over, through the whole grace") {
    const auto asked = asked_by_a_stop(10min, 10min);
    REQUIRE(asked.size() == 120);
    for (std::size_t i = 1; i < asked.size(); ++i)
        CHECK(asked[i].after < asked[i - 1].after + asked[i - 1].patience);
    CHECK(asked.back().after + asked.back().patience >= 10min);
}

TEST_CASE("a stop that hangs is given its grace and twenty seconds, no more") {
    const auto asked = asked_by_a_stop(8s, 1h);
    const std::vector<Asked> wanted{{0s, 15s}, {5s, 15s}, {10s, 15s}, {15s, 13s}, {20s, 8s}, {25s, 3s}};
    CHECK(asked == wanted);
}

TEST_CASE("without any grace there is time for the ledger") {
    const auto asked = asked_by_a_stop(0s, 1h);
    REQUIRE(!asked.empty());
    CHECK(asked.back().after + asked.back().patience == app::stop_beyond_grace);
}
