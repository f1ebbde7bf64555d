// The notifier's thread, without services: nothing leaves the machine. What services see: tests/e2e/notify_test.py.
#include "adapters/notify/notifier.hpp"

#include "adapters/system/system_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

using namespace ecdsnap;
using core::ChannelSettings;
using core::Event;
using core::EventId;

namespace {

// Where the notifier tells what failed.
struct Told {
    void add(Event event) {
        const std::lock_guard lock(mutex);
        events.push_back(std::move(event));
        changed.notify_all();
    }
    bool wait_for(std::size_t count) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, std::chrono::seconds{20}, [&] { return events.size() >= count; });
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Event> events;
};

struct Stage {
    std::unique_ptr<adapters::Notifier> notifier(std::vector<ChannelSettings> channels) {
        adapters::NotifierOptions options;
        options.channels = std::move(channels);
        options.means.sender = {"main", "test"};
        options.means.read_secret = [](const std::filesystem::path&) -> core::TextResult<core::Secret> {
            return core::TextError{0, "does not exist", {}, {}};
        };
        options.tell = [this](Event event) { told.add(std::move(event)); };
        options.queue_events = 8;
        return adapters::make_notifier(std::move(options), *clock);
    }

    Told told;
    boost::asio::io_context context;
    std::unique_ptr<ports::Clock> clock = adapters::make_system_clock(context.get_executor());
};

// libcurl knows the scheme, and we do not use it: refused without a connection.
ChannelSettings refusing(const std::string& name) {
    ChannelSettings channel;
    channel.name = name;
    channel.url = core::Secret("ftp://127.0.0.1/secret-token-1");
    return channel;
}

Event problem(const std::string& site) {
    return {EventId::root_cause, "it broke", {{"site", site}, {"reason", "quota"}}};
}

}  // namespace

TEST_CASE("a channel that refuses is told once, without its address") {
    Stage stage;
    const auto notifier = stage.notifier({refusing("one"), refusing("two")});
    for (int i = 0; i < 5; ++i)
        notifier->emit(problem(std::to_string(i)));
    REQUIRE(stage.told.wait_for(2));
    notifier->stop(std::chrono::seconds{2});
    CHECK(stage.told.events.size() == 2);
    for (const Event& event : stage.told.events) {
        CHECK(event.id == EventId::notification_failed);
        CHECK(core::check_event(event).empty());
        CHECK(event.message.find("secret-token") == std::string::npos);
    }
}

TEST_CASE("without channels there is nothing to do, and a reload brings some") {
    Stage stage;
    const auto notifier = stage.notifier({});
    notifier->emit(problem("a"));
    notifier->use({refusing("one")});
    notifier->emit(problem("a"));
    CHECK(stage.told.wait_for(1));
    notifier->use({});
    notifier->emit(problem("b"));
    notifier->stop(std::chrono::milliseconds{100});
    CHECK(stage.told.events.size() == 1);
}

TEST_CASE("the end does not wait for what is to be tried later") {
    Stage stage;
    ChannelSettings channel;
    channel.name = "one";
    channel.url_file = "/nowhere";  // each try fails: the file may come
    const auto notifier = stage.notifier({channel});
    notifier->emit(problem("a"));
    const auto started = stage.clock->steady_now();
    notifier->stop(std::chrono::seconds{30});
    CHECK(stage.clock->steady_now() - started < std::chrono::seconds{10});
    notifier->emit(problem("b"));  // after the end: nothing
    CHECK(stage.told.events.empty());
}

TEST_CASE("events that come in a flood are dropped and counted, never waited for") {
    Stage stage;
    const auto notifier = stage.notifier({refusing("one")});
    for (int i = 0; i < 20'000; ++i)
        notifier->emit(problem(std::to_string(i)));
    REQUIRE(stage.told.wait_for(2));
    notifier->stop(std::chrono::milliseconds{100});
}

TEST_CASE("a test message says what is wrong with a file") {
    Stage stage;
    ChannelSettings channel;
    channel.name = "one";
    channel.url_file = "/nowhere";
    adapters::DeliveryMeans means;
    means.read_secret = [](const std::filesystem::path&) -> core::TextResult<core::Secret> {
        return core::TextError{0, "does not exist", {}, {}};
    };
    const auto end = adapters::try_channel(channel, means, {});
    CHECK(end.result == core::DeliveryResult::refused);
    CHECK(end.said == "/nowhere does not exist");
}
