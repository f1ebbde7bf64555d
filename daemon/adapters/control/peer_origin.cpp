#include "adapters/control/peer_origin.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <sys/sysmacros.h>

namespace ecdsnap::adapters {
namespace {

// The kernel's numbers of terminals: Documentation/admin-guide/devices.txt.
constexpr unsigned console_major = 4;
constexpr unsigned first_serial_minor = 64;
constexpr unsigned first_pty_major = 136;
constexpr unsigned last_pty_major = 143;

// The state, the parent, the group and the session stand between the name and the terminal.
constexpr int fields_before_terminal = 4;

constexpr uid_t nobody_logged_in = static_cast<uid_t>(-1);

// With all its lines: a process may have a name with a line feed in it.
std::string text_in(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

template <class Number>
std::optional<Number> number_at_start(std::string_view text) {
    Number number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string terminal_in(std::string_view stat) {
    const auto name_end = stat.rfind(')');  // the name itself may hold anything
    if (name_end == stat.npos) return {};
    stat.remove_prefix(name_end + 1);
    for (int passed = 0; passed <= fields_before_terminal; ++passed) {
        const auto space = stat.find(' ');
        if (space == stat.npos) return {};
        stat.remove_prefix(space + 1);
    }
    const auto device = number_at_start<int>(stat);
    if (!device || *device == 0) return {};
    const auto number = static_cast<unsigned>(*device);
    const unsigned kind = gnu_dev_major(number);
    const unsigned place = gnu_dev_minor(number);
    if (kind >= first_pty_major && kind <= last_pty_major)
        return fmt::format("pts/{}", place + (kind - first_pty_major) * 256);
    if (kind == console_major && place < first_serial_minor) return fmt::format("tty{}", place);
    if (kind == console_major) return fmt::format("ttyS{}", place - first_serial_minor);
    return fmt::format("{}:{}", kind, place);
}

PeerOrigin origin_of(pid_t pid, const std::filesystem::path& processes) {
    PeerOrigin origin;
    const auto process = processes / std::to_string(pid);
    const auto login = number_at_start<uid_t>(text_in(process / "loginuid"));
    if (login && *login != nobody_logged_in) origin.login = login;
    origin.terminal = terminal_in(text_in(process / "stat"));
    return origin;
}

std::string text_of(const PeerOrigin& origin) {
    std::string text;
    if (origin.login) text += fmt::format(", login uid {}", *origin.login);
    if (!origin.login_name.empty()) text += fmt::format(" ({})", origin.login_name);
    if (!origin.terminal.empty()) text += ", terminal " + origin.terminal;
    return text;
}

}  // namespace ecdsnap::adapters
