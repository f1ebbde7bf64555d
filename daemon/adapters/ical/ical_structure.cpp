#include "adapters/ical/ical_structure.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace ecdsnap::adapters {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    return result;
}

// The components that are open while lines go by.
struct Frame {
    std::vector<std::string> open;
    bool any = false;

    std::optional<core::TextError> take(const std::string& line, std::size_t number) {
        if (line.starts_with("BEGIN:")) {
            open.push_back(line.substr(6));
            if (open.size() == 1 && open.front() != "VCALENDAR")
                return core::TextError{
                    0, fmt::format("line {}: BEGIN:VCALENDAR is expected, not {}", number, core::printable(line))};
            any = true;
        } else if (line.starts_with("END:")) {
            if (open.empty() || open.back() != line.substr(4))
                return core::TextError{
                    0, fmt::format("line {}: {} ends nothing that is open", number, core::printable(line))};
            open.pop_back();
        } else if (open.empty() && !line.empty()) {
            return core::TextError{0, fmt::format("line {}: is not an iCalendar file", number),
                                   "BEGIN:VCALENDAR first"};
        }
        return std::nullopt;
    }
};

}  // namespace

std::optional<core::TextError> check_structure(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (text.find('\0') != std::string_view::npos) return core::TextError{0, "is no text: it has zero bytes in it"};
    Frame frame;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        const bool folded = !line.empty() && (line.front() == ' ' || line.front() == '\t');
        if (folded) continue;
        if (auto error = frame.take(upper(line), number)) return error;
    }
    if (!frame.open.empty())
        return core::TextError{0, fmt::format("breaks off: END:{} is missing", core::printable(frame.open.back()))};
    if (!frame.any) return core::TextError{0, "is empty"};
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
