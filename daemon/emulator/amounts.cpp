#include "emulator/amounts.hpp"

#include <charconv>

namespace ecdsnap::emulator {
namespace {

Duration seconds(double count) {
    return Duration{static_cast<Duration::rep>(count * 1e6)};
}

bool drop_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

}  // namespace

Parsed<double> read_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 1e9)) {
        return Problem{"\"" + std::string(text) + "\" is not a number from 0 to 1000000000"};
    }
    return value;
}

Parsed<Share> read_share(std::string_view text) {
    drop_suffix(text, "%");
    const auto percent = read_number(text);
    if (!percent) return percent.error();
    if (*percent > 100) return Problem{"\"" + std::string(text) + "\" is more than 100 %"};
    return Share{*percent / 100};
}

Parsed<TimeRange> read_time_range(std::string_view text) {
    const double unit = drop_suffix(text, "ms") ? 1e-3 : (drop_suffix(text, "s"), 1.0);
    const auto dash = text.find('-');
    const auto least = read_number(text.substr(0, dash));
    if (!least) return least.error();
    const auto most = dash == std::string_view::npos ? least : read_number(text.substr(dash + 1));
    if (!most) return most.error();
    if (*most < *least) return Problem{"\"" + std::string(text) + "\" ends before it begins"};
    return TimeRange{seconds(*least * unit), seconds(*most * unit)};
}

}  // namespace ecdsnap::emulator
