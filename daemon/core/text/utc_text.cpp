#include "core/text/utc_text.hpp"

#include "core/text/digits.hpp"

#include <chrono>
#include <utility>

namespace ecdsnap::core {
namespace {

using namespace std::chrono;

// Reads a text from the left; once something was not as expected, `good` stays false.
struct Reader {
    std::string_view rest;
    bool good = true;

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const char c = next();
            good = good && c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        return good ? value : 0;
    }
    void expect(char wanted) { good = next() == wanted && good; }
    bool take(char wanted) {
        if (rest.empty() || rest.front() != wanted) return false;
        rest.remove_prefix(1);
        return true;
    }
    char next() {
        if (rest.empty()) return '\0';
        const char c = rest.front();
        rest.remove_prefix(1);
        return c;
    }
};

milliseconds read_fraction(Reader& in) {
    int value = 0;
    int scale = 100;
    std::size_t count = 0;
    for (; !in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9'; ++count, scale /= 10)
        value += (in.next() - '0') * scale;
    in.good = in.good && count > 0;
    return milliseconds{value};
}

minutes read_offset(Reader& in) {
    if (in.take('Z')) return minutes{0};
    const bool east = in.take('+');
    if (!east) in.expect('-');
    const int hour = in.digits(2);
    in.expect(':');
    const int minute = in.digits(2);
    in.good = in.good && hour <= 23 && minute <= 59;
    const minutes offset = hours{hour} + minutes{minute};
    return east ? offset : -offset;
}

}  // namespace

std::string utc_text(WallTime time) {
    const auto second = floor<seconds>(time);
    std::string text = utc_text(second);
    text.back() = '.';
    append_digits(text, static_cast<std::uint64_t>((time - second).count()), 3);
    text += 'Z';
    return text;
}

std::string utc_text(SlotInstant time) {
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    const std::pair<std::uint64_t, char> parts[] = {
        {static_cast<unsigned>(date.month()), '-'},
        {static_cast<unsigned>(date.day()), 'T'},
        {static_cast<std::uint64_t>(clock.hours().count()), ':'},
        {static_cast<std::uint64_t>(clock.minutes().count()), ':'},
        {static_cast<std::uint64_t>(clock.seconds().count()), 'Z'},
    };
    std::string text;
    text.reserve(24);
    append_digits(text, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    text += '-';
    for (const auto& [number, after] : parts) {
        append_digits(text, number, 2);
        text += after;
    }
    return text;
}

std::optional<WallTime> utc_from(std::string_view text) {
    Reader in{text};
    const year y{in.digits(4)};
    in.expect('-');
    const month m{static_cast<unsigned>(in.digits(2))};
    in.expect('-');
    const day d{static_cast<unsigned>(in.digits(2))};
    in.expect('T');
    const int hour = in.digits(2);
    in.expect(':');
    const int minute = in.digits(2);
    in.expect(':');
    const int second = in.digits(2);
    const auto fraction = in.take('.') ? read_fraction(in) : milliseconds{0};
    const auto offset = read_offset(in);

    const year_month_day date{y, m, d};
    if (!in.good || !in.rest.empty() || !date.ok() || y < year{1970}) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return WallTime{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + fraction - offset;
}

}  // namespace ecdsnap::core
