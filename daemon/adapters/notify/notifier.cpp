#include "adapters/notify/notifier.hpp"

#include "adapters/notify/channel.hpp"
#include "adapters/notify/channel_secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>
#include <signal.h>
#include <stdexcept>
#include <thread>
#include <utility>

namespace ecdsnap::adapters {
namespace {

using core::ChannelSettings;
using core::SteadyTime;

constexpr core::Millis longest_nap = std::chrono::seconds{20};  // quiet hours end by the wall clock

struct Happening {
    core::Event event;
    core::Moment at;
};

struct MultiCloser {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

bool concerns(const ChannelSettings& channel, core::EventId id) {
    return channel.type == core::ChannelType::heartbeat ? core::Heartbeat::concerns(id)
                                                        : core::NotificationBook::concerns(channel, id);
}

class ThreadedNotifier final : public Notifier {
public:
    ThreadedNotifier(NotifierOptions options, const ports::Clock& clock)
        : options_(std::move(options)), clock_(clock), route_(transfer_route(options_.means.environment)) {
        prepare_curl();
        multi_.reset(curl_multi_init());
        if (!multi_) throw std::runtime_error("libcurl has no memory");
        use(options_.channels);
    }

    ~ThreadedNotifier() override { stop(core::Millis{0}); }

    void emit(core::Event event) override {
        if (stopped_ || std::ranges::none_of(wanted_, [&](core::EventId id) { return id == event.id; })) return;
        const core::Moment at{clock_.wall_now(), clock_.steady_now()};
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back({std::move(event), at});
            if (queue_.size() > options_.queue_events) queue_.pop_front(), ++dropped_;
        }
        wake();
    }

    void use(const std::vector<ChannelSettings>& channels) override {
        wanted_.clear();
        for (const core::EventType& type : core::event_catalogue())
            if (std::ranges::any_of(channels, [&](const auto& channel) { return concerns(channel, type.id); }))
                wanted_.push_back(type.id);
        {
            const std::lock_guard lock(mutex_);
            wanted_channels_ = channels;
        }
        if (thread_.joinable())
            wake();
        else if (!channels.empty() && !stopped_)
            start();
    }

    void stop(core::Millis patience) override {
        if (std::exchange(stopped_, true) || !thread_.joinable()) return;
        {
            const std::lock_guard lock(mutex_);
            end_by_ = clock_.steady_now() + patience;
        }
        wake();
        thread_.join();
    }

private:
    // Signals belong to the main thread.
    void start() {
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        thread_ = std::thread([this] { run(); });
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    void wake() { curl_multi_wakeup(multi_.get()); }

    void run() {
        while (true) {
            take_over();
            const SteadyTime now = clock_.steady_now();
            for (const auto& channel : channels_)
                send_next(*channel, now);
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            finish_transfers();
            if (is_over(running)) break;
            curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(nap().count()), nullptr);
        }
        for (const auto& channel : channels_)
            drop_transfer(*channel);
    }

    // What the other thread has left.
    void take_over() {
        std::deque<Happening> events;
        std::uint64_t dropped = 0;
        {
            const std::lock_guard lock(mutex_);
            events.swap(queue_);
            dropped = std::exchange(dropped_, 0);
            ending_ = end_by_;
            if (wanted_channels_) set_channels(*std::exchange(wanted_channels_, std::nullopt));
        }
        if (dropped > 0) tell_dropped(dropped);
        for (const Happening& happening : events)
            for (const auto& channel : channels_)
                channel->take_up(happening.event, happening.at);
        for (const auto& channel : channels_)
            channel->end_quiet_hours(clock_.wall_now());
    }

    void set_channels(const std::vector<ChannelSettings>& wanted) {
        std::vector<std::unique_ptr<Channel>> channels;
        for (const ChannelSettings& settings : wanted) {
            const auto old = std::ranges::find_if(channels_, [&](const auto& channel) {
                return channel && channel->settings.name == settings.name && channel->settings.type == settings.type &&
                       channel->settings.policies == settings.policies;
            });
            if (old == channels_.end()) {
                channels.push_back(std::make_unique<Channel>(settings));
                continue;
            }
            (*old)->settings = settings;
            (*old)->book.use(settings);
            channels.push_back(std::move(*old));
        }
        for (const auto& gone : channels_)
            if (gone) drop_transfer(*gone);
        channels_ = std::move(channels);
    }

    void send_next(Channel& channel, SteadyTime now) {
        auto letter = channel.outbox.take(now);
        if (!letter) return;
        auto secrets = secrets_of(channel.settings, options_.means.read_secret);
        if (secrets.has_error()) return note_end(channel, {core::DeliveryResult::again, secrets.error().problem, {}});
        channel.transfer = std::make_unique<Transfer>(
            channel.settings.type,
            service_request(channel.settings, secrets.value(), *letter, options_.means.sender, clock_.wall_now()),
            route_);
        curl_multi_add_handle(multi_.get(), channel.transfer->handle());
    }

    void finish_transfers() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const auto channel = std::ranges::find_if(channels_, [&](const auto& each) {
                return each->transfer && each->transfer->handle() == message->easy_handle;
            });
            if (channel == channels_.end()) continue;
            const core::DeliveryEnd end = (*channel)->transfer->end(message->data.result);
            drop_transfer(**channel);
            note_end(**channel, end);
        }
    }

    void drop_transfer(Channel& channel) {
        if (!channel.transfer) return;
        curl_multi_remove_handle(multi_.get(), channel.transfer->handle());
        channel.transfer.reset();
    }

    void note_end(Channel& channel, const core::DeliveryEnd& end) {
        if (auto event = channel.outbox.ended(end, clock_.steady_now())) tell(std::move(*event));
    }

    void tell_dropped(std::uint64_t count) {
        core::Event event{core::EventId::notification_failed,
                          fmt::format("{} events came faster than channels could look at them", count),
                          {}};
        event.fields.push_back({"count", std::to_string(count)});
        tell(std::move(event));
    }

    void tell(core::Event event) {
        if (options_.tell && !ending_) options_.tell(std::move(event));
    }

    std::optional<SteadyTime> next_letter() const {
        std::optional<SteadyTime> next;
        for (const auto& channel : channels_)
            if (const auto due = channel->outbox.next()) next = next ? std::min(*next, *due) : *due;
        return next;
    }

    // Only what is under way or due now holds up the end.
    bool is_over(int running) const {
        if (!ending_) return false;
        const SteadyTime now = clock_.steady_now();
        const auto next = next_letter();
        return now >= *ending_ || (running == 0 && (!next || *next > now));
    }

    core::Millis nap() const {
        const SteadyTime now = clock_.steady_now();
        SteadyTime until = now + longest_nap;
        if (const auto next = next_letter()) until = std::min(until, *next);
        if (ending_) until = std::min(until, *ending_);
        return std::max(std::chrono::ceil<core::Millis>(until - now), core::Millis{0});
    }

    NotifierOptions options_;
    const ports::Clock& clock_;
    const TransferRoute route_;
    std::unique_ptr<CURLM, MultiCloser> multi_;

    // Of the thread that emits.
    std::vector<core::EventId> wanted_;
    bool stopped_ = false;
    std::thread thread_;

    std::mutex mutex_;  // guards what follows up to the blank line
    std::deque<Happening> queue_;
    std::uint64_t dropped_ = 0;
    std::optional<std::vector<ChannelSettings>> wanted_channels_;
    std::optional<SteadyTime> end_by_;

    // Of the notifier's thread.
    std::vector<std::unique_ptr<Channel>> channels_;
    std::optional<SteadyTime> ending_;
};

}  // namespace

std::unique_ptr<Notifier> make_notifier(NotifierOptions options, const ports::Clock& clock) {
    return std::make_unique<ThreadedNotifier>(std::move(options), clock);
}

}  // namespace ecdsnap::adapters
