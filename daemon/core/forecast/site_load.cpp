#include "core/forecast/site_load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ecdsnap::core {
namespace {

constexpr double nothing = 1e-6;  // of a call

double seconds_of(Millis time) {
    return std::chrono::duration<double>(time).count();
}

// A slot under way. Times are seconds since `from`; calls are an amount that flows.
struct Stream {
    std::size_t slot = 0;
    double start = 0;
    double due_until = 0;  // the last call is due
    double deadline = 0;
    double due_rate = 0;  // calls that become due, a second, before due_until
    double waiting = 0;   // calls that are due and not sent
    double sending = 0;   // a second; at present

    double arriving(double now) const { return now < due_until ? due_rate : 0; }
};

class Carrier {
public:
    Carrier(const std::vector<SlotDemand>& demands, double rate, SlotInstant from)
        : demands_(demands), rate_(rate), from_(from) {
        load_.slots.resize(demands.size());
    }

    SiteLoad run() {
        while (next_ < demands_.size() || !streams_.empty()) {
            if (streams_.empty()) now_ = std::max(now_, start_of(next_));
            begin_due();
            share_rate();
            advance(until_next_event());
            end_finished();
        }
        return std::move(load_);
    }

private:
    double start_of(std::size_t slot) const { return seconds_of(demands_[slot].start - from_); }

    void begin_due() {
        for (; next_ < demands_.size() && start_of(next_) <= now_; ++next_) {
            const SlotDemand& demand = demands_[next_];
            if (demand.calls == 0) continue;
            Stream stream;
            stream.slot = next_;
            stream.start = start_of(next_);
            stream.due_until = stream.start + seconds_of(demand.spread);
            stream.deadline = stream.start + seconds_of(demand.window);
            const auto calls = static_cast<double>(demand.calls);
            if (demand.spread > Millis{0})
                stream.due_rate = calls / seconds_of(demand.spread);
            else
                stream.waiting = calls;
            const auto later = [](const Stream& one, const Stream& other) { return one.deadline < other.deadline; };
            streams_.insert(std::ranges::upper_bound(streams_, stream, later), stream);
        }
    }

    void share_rate() {
        double left = rate_;
        for (Stream& stream : streams_) {
            const double wanted =
                stream.waiting > nothing ? std::numeric_limits<double>::infinity() : stream.arriving(now_);
            stream.sending = std::min(wanted, left);
            left -= stream.sending;
        }
    }

    double until_next_event() const {
        double next = std::numeric_limits<double>::infinity();
        if (next_ < demands_.size()) next = start_of(next_);
        for (const Stream& stream : streams_) {
            if (now_ < stream.due_until) next = std::min(next, stream.due_until);
            next = std::min(next, stream.deadline);
            const double falling = stream.sending - stream.arriving(now_);
            if (stream.waiting > nothing && falling > 0) next = std::min(next, now_ + stream.waiting / falling);
        }
        return next;
    }

    void advance(double until) {
        const double time = until - now_;
        double together = 0;
        for (Stream& stream : streams_) {
            stream.waiting = std::max(0.0, stream.waiting + (stream.arriving(now_) - stream.sending) * time);
            together += stream.sending;
        }
        if (time > 0) load_.peak = std::max(load_.peak, together);
        if (together > 0) count(now_, until, together);
        now_ = until;
    }

    void count(double begin, double end, double rate) {
        constexpr double step = std::chrono::duration<double>(load_step).count();
        while (begin < end) {
            const double place = std::floor(begin / step);
            const double here = std::min(end, (place + 1) * step);
            if (place >= 0) {
                const auto index = static_cast<std::size_t>(place);
                if (load_.calls.size() <= index) load_.calls.resize(index + 1);
                load_.calls[index] += rate * (here - begin);
            }
            begin = std::max(here, std::nextafter(begin, end));
        }
    }

    void end_finished() {
        std::erase_if(streams_, [this](const Stream& stream) {
            const bool sent = now_ >= stream.due_until && stream.waiting <= nothing;
            if (!sent && now_ < stream.deadline) return false;
            SlotSupply& supply = load_.slots[stream.slot];
            const double last = sent ? std::max(stream.due_until, now_ - 1 / rate_) : now_;
            supply.last_start = Millis{static_cast<Millis::rep>(std::llround((last - stream.start) * 1000))};
            // Calls are whole, and the first one goes at once.
            const double left = std::max(0.0, stream.waiting - 1);
            supply.left_over = sent ? 0 : static_cast<std::uint64_t>(std::ceil(left - nothing));
            return true;
        });
    }

    const std::vector<SlotDemand>& demands_;
    const double rate_;
    const SlotInstant from_;
    SiteLoad load_;
    std::vector<Stream> streams_;  // the nearest deadline first
    std::size_t next_ = 0;         // the first demand that has not begun
    double now_ = -std::numeric_limits<double>::infinity();
};

}  // namespace

double create_rate(const SiteLimits& limits, std::size_t desktops, Millis inventory_every) {
    constexpr std::size_t page = 100;
    const auto ceiling = static_cast<double>(limits.requests_per_second);
    const double listing =
        static_cast<double>((desktops + page - 1) / page) / std::max(1.0, seconds_of(inventory_every));
    const double carried = static_cast<double>(limits.in_flight) / seconds_of(assumed_answer);
    return std::min(std::max(ceiling - listing, ceiling / 10), carried);  // creates go before listings
}

SiteLoad carry(const std::vector<SlotDemand>& demands, double rate, SlotInstant from) {
    return Carrier(demands, rate, from).run();
}

}  // namespace ecdsnap::core
