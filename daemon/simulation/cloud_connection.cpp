#include "simulation/cloud_connection.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace ecdsnap::simulation {
namespace {

using boost::asio::awaitable;

constexpr core::Millis patience = std::chrono::seconds{30};  // the client's deadline for a whole answer

template <class T>
CreateCall::Told told(const ports::Answer<T>& answer) {
    if (answer.result.has_value()) return CreateCall::Told::accepted;
    const bool refused = answer.result.error().effect == core::Effect::none;
    return refused ? CreateCall::Told::refused : CreateCall::Told::unknown;
}

core::Error no_answer(const char* doing) {
    core::Error error;
    error.kind = core::ErrorClass::ambiguous;
    error.effect = core::Effect::unknown;
    error.doing = doing;
    error.message = "no answer within 30 s";
    return error;
}

}  // namespace

// An answer that may come. It may also come when the waiting coroutine is gone: then nobody takes it.
template <class T>
class CloudConnection::Expected {
public:
    explicit Expected(VirtualClock& clock) : clock_(clock), alarm_(clock.make_alarm()) { place_->alarm = alarm_.get(); }
    ~Expected() { place_->alarm = nullptr; }
    Expected(const Expected&) = delete;
    Expected& operator=(const Expected&) = delete;

    SimulatedCloud::Respond<T> respond() {
        return [place = place_](ports::Answer<T> answer) {
            if (place->alarm == nullptr) return;
            place->answer = std::move(answer);
            place->alarm->ring();
        };
    }

    awaitable<void> wait() {
        const core::SteadyTime until = clock_.steady_now() + patience;
        while (!place_->answer && clock_.steady_now() < until) {
            const bool rung = co_await alarm_->wait_until(until);
            (void)rung;
        }
    }

    std::optional<ports::Answer<T>>& answer() { return place_->answer; }

private:
    struct Place {
        std::optional<ports::Answer<T>> answer;
        ports::Alarm* alarm = nullptr;
    };

    VirtualClock& clock_;
    std::unique_ptr<ports::Alarm> alarm_;
    std::shared_ptr<Place> place_ = std::make_shared<Place>();
};

// Notes when a call's caller no longer waits, be it that its coroutine was destroyed.
class CloudConnection::Caller {
public:
    Caller(SimulatedCloud& cloud, std::uint64_t call) : cloud_(cloud), call_(call) {}
    ~Caller() { cloud_.caller_left(call_); }
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

private:
    SimulatedCloud& cloud_;
    std::uint64_t call_;
};

CloudConnection::CloudConnection(SimulatedCloud& cloud, VirtualClock& clock, std::string host)
    : cloud_(cloud), clock_(clock), host_(std::move(host)) {}

awaitable<ports::Answer<ports::DesktopPage>> CloudConnection::describe_desktops(ports::DesktopQuery query) {
    Expected<ports::DesktopPage> expected(clock_);
    cloud_.describe_desktops(host_, std::move(query), expected.respond());
    co_await expected.wait();
    co_return std::move(expected.answer().value());  // a read is always answered
}

awaitable<ports::Answer<ports::SnapshotPage>> CloudConnection::describe_snapshots(ports::SnapshotQuery query) {
    Expected<ports::SnapshotPage> expected(clock_);
    cloud_.describe_snapshots(host_, std::move(query), expected.respond());
    co_await expected.wait();
    co_return std::move(expected.answer().value());
}

awaitable<ports::Answer<std::vector<std::string>>> CloudConnection::describe_regions() {
    Expected<std::vector<std::string>> expected(clock_);
    cloud_.describe_regions(host_, expected.respond());
    co_await expected.wait();
    co_return std::move(expected.answer().value());
}

awaitable<ports::Answer<std::string>> CloudConnection::create_snapshot(ports::CreateSnapshotRequest request) {
    Expected<std::string> expected(clock_);
    const std::uint64_t call = cloud_.create_snapshot(host_, std::move(request), expected.respond());
    const Caller caller(cloud_, call);
    co_await expected.wait();
    if (expected.answer()) {
        CreateCall& record = cloud_.truth.calls[call];
        record.told = told(*expected.answer());
        record.busy =
            expected.answer()->result.has_error() && expected.answer()->result.error().kind == core::ErrorClass::busy;
        co_return std::move(*expected.answer());
    }
    ports::Answer<std::string> lost{no_answer("CreateSnapshot"), std::nullopt};
    co_return lost;
}

awaitable<ports::Answer<void>> CloudConnection::wake_desktops(std::vector<std::string> ids) {
    return change_power(PowerChange::wake, std::move(ids));
}

awaitable<ports::Answer<void>> CloudConnection::hibernate_desktops(std::vector<std::string> ids) {
    return change_power(PowerChange::hibernate, std::move(ids));
}

awaitable<ports::Answer<void>> CloudConnection::change_power(PowerChange change, std::vector<std::string> ids) {
    Expected<void> expected(clock_);
    const std::uint64_t call = cloud_.change_power(host_, change, std::move(ids), expected.respond());
    co_await expected.wait();
    if (expected.answer()) {
        cloud_.truth.power_calls[call].told = told(*expected.answer());
        co_return std::move(*expected.answer());
    }
    const char* doing = change == PowerChange::wake ? "WakeupDesktops" : "HibernateDesktops";
    ports::Answer<void> lost{no_answer(doing), std::nullopt};
    co_return lost;
}

}  // namespace ecdsnap::simulation
