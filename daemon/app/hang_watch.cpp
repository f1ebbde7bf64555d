#include "app/hang_watch.hpp"

#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <string>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ecdsnap::app {
namespace {

std::string in_words(core::Millis duration) {
    return core::duration_text(std::chrono::ceil<std::chrono::seconds>(duration));
}

core::Event event_of(core::EventId id, std::string message, const std::string& age, const char* what) {
    core::Event event{id, std::move(message), {}};
    event.fields.push_back({"age", age});
    event.fields.push_back({"detail", what});
    return event;
}

// Signals belong to the main thread. The thread is made under this mask and keeps it.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

}  // namespace

std::optional<core::Event> HangJudge::Pulse::look(std::uint64_t count, core::Millis limit) {
    if (std::exchange(seen, count) != count) {
        const std::string age = in_words(limit * std::exchange(still, 0) / looks);
        if (!std::exchange(told, false)) return std::nullopt;
        return event_of(core::EventId::goes_on, fmt::format("{} for {}, and goes on now", stopped, age), age, stopped);
    }
    ++still;
    if (still < looks || std::exchange(told, true)) return std::nullopt;
    const std::string age = in_words(limit);
    return event_of(core::EventId::hangs, fmt::format("{} for {}: nothing is sent", stopped, age), age, stopped);
}

std::optional<core::Event> HangJudge::look(std::uint64_t rounds, std::uint64_t answers) {
    auto event = loop_.look(rounds, limit_);
    if (event || loop_.still > 1)
        return event;  // the ledger is asked by the loop, which goes round at every second look
    return ledger_.look(answers, limit_);
}

HangWatch::HangWatch(core::Millis limit, std::function<void(core::Event)> tell)
    : tell_(std::move(tell)), ending_(eventfd(0, EFD_CLOEXEC)) {
    if (ending_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    const SignalsBlocked blocked;
    thread_ = std::thread([this, limit] { watch(limit); });
}

HangWatch::~HangWatch() {
    stop();
    close(ending_);
}

std::string HangWatch::hanging() const {
    const char* what = hanging_;
    return what == nullptr ? "" : what;
}

void HangWatch::stop() {
    if (!thread_.joinable()) return;
    eventfd_write(ending_, 1);
    thread_.join();
}

void HangWatch::watch(core::Millis limit) {
    HangJudge judge(limit);
    pollfd end{ending_, POLLIN, 0};
    const auto pause = static_cast<int>((limit / HangJudge::looks).count());
    while (poll(&end, 1, pause) <= 0) {
        auto event = judge.look(rounds_, answers_);
        hanging_ = judge.hanging();
        if (event) tell_(std::move(*event));
    }
}

}  // namespace ecdsnap::app
