#include "core/schedule/day_time_words.hpp"

#include "core/schedule/word_list.hpp"

#include <fmt/format.h>

#include <optional>

namespace ecdsnap::core {
namespace {

constexpr std::uint64_t all_of_sixty = (std::uint64_t{1} << 60) - 1;
constexpr std::uint32_t all_hours = 0xffffff;
constexpr std::size_t most_clock_times = 6;  // more are told otherwise
constexpr int minute = 60;
constexpr int hour = 60 * minute;
constexpr int day = 24 * hour;

struct Times {
    std::vector<int> hours;
    std::vector<int> minutes;
    std::vector<int> seconds;

    // Calls take(second of the day) in ascending order until it says false.
    template <class Take>
    void each(Take take) const {
        for (const int h : hours)
            for (const int m : minutes)
                for (const int s : seconds)
                    if (!take(h * hour + m * minute + s)) return;
    }
    bool on_the_minute() const { return seconds.size() == 1 && seconds[0] == 0; }
};

std::string clock_text(int time, bool on_the_minute) {
    const auto to_the_minute = fmt::format("{:02}:{:02}", time / hour, time / minute % 60);
    return on_the_minute ? to_the_minute : fmt::format("{}:{:02}", to_the_minute, time % minute);
}

// Times of a day that lie equally far from each other.
struct EvenTimes {
    int first;
    int last;
    int step;

    bool goes_round() const { return first + day - last == step; }
};

std::optional<EvenTimes> even_times(const Times& times) {
    EvenTimes even{-1, -1, 0};
    bool is_even = true;
    times.each([&](int time) {
        if (even.first < 0)
            even.first = time;
        else if (even.step == 0)
            even.step = time - even.last;
        else
            is_even = time - even.last == even.step;
        even.last = time;
        return is_even;
    });
    return is_even && even.step > 0 ? std::optional(even) : std::nullopt;
}

// "minute", "15 minutes", "2 hours"; empty: no step that has a name.
std::string step_text(int step) {
    const auto counted = [](int count, const char* noun) {
        return count == 1 ? std::string(noun) : fmt::format("{} {}s", count, noun);
    };
    if (step % hour == 0) return counted(step / hour, "hour");
    if (step % minute == 0) return counted(step / minute, "minute");
    return step < minute ? counted(step, "second") : std::string();
}

std::string even_words(const EvenTimes& even, bool on_the_minute) {
    const auto step = step_text(even.step);
    if (step.empty()) return {};
    if (even.goes_round()) {
        if (even.step == hour && on_the_minute) return fmt::format("every hour at minute {}", even.first / minute);
        if (even.step == minute && even.first > 0) return fmt::format("every minute at second {}", even.first);
        if (even.step < hour && even.first == 0) return "every " + step;
    }
    return fmt::format("every {} from {} to {}", step, clock_text(even.first, on_the_minute),
                       clock_text(even.last, on_the_minute));
}

// "every minute", "every 15 minutes", "at minute 5", "at minutes 0 and 20"; also for seconds.
std::string sixty_words(std::string_view noun, std::uint64_t set, const StarUse& star) {
    if (set == all_of_sixty) return fmt::format("every {}", noun);
    if (star.step > 1 && 60 % star.step == 0) return fmt::format("every {} {}s", star.step, noun);
    return "at " + numbers(noun, values_of(set, 60));
}

bool is_listed(std::string_view words) {
    return words.starts_with("at ");
}

// After a list "of hours 1 to 3", after what repeats "during hours 1 to 3".
std::string hour_words(const CronFields& fields, const Times& times, bool listed) {
    if (fields.hours == all_hours) return listed ? " of every hour" : "";
    return (listed ? " of " : " during ") + numbers("hour", times.hours);
}

std::string uneven_words(const CronFields& fields, const Times& times) {
    if (times.on_the_minute()) {
        const auto minutes = sixty_words("minute", fields.minutes, fields.star(CronFieldKind::minute));
        return minutes + hour_words(fields, times, is_listed(minutes));
    }
    const auto seconds = sixty_words("second", fields.seconds, fields.star(CronFieldKind::second));
    if (fields.minutes == all_of_sixty)
        return seconds + (is_listed(seconds) ? " of every minute" : "") + hour_words(fields, times, false);
    return fmt::format("{} of {}{}", seconds, numbers("minute", times.minutes), hour_words(fields, times, true));
}

}  // namespace

std::string day_time_words(const CronFields& fields) {
    const Times times{values_of(fields.hours, 24), values_of(fields.minutes, 60), values_of(fields.seconds, 60)};
    if (times.hours.size() * times.minutes.size() * times.seconds.size() <= most_clock_times) {
        std::vector<std::string> texts;
        times.each([&](int time) {
            texts.push_back(clock_text(time, times.on_the_minute()));
            return true;
        });
        return "at " + joined(texts, "and");
    }
    const auto even = even_times(times);
    const auto words = even ? even_words(*even, times.on_the_minute()) : std::string();
    return words.empty() ? uneven_words(fields, times) : words;
}

}  // namespace ecdsnap::core
