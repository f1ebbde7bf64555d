#include "cli/daemon_socket.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

namespace ecdsnap::cli {
namespace {

constexpr std::size_t most_bytes = 256U << 20U;  // 100,000 lines of history are about 80 MB

core::Error error_of(core::ErrorClass kind, std::string message) {
    core::Error error;
    error.kind = kind;
    error.message = std::move(message);
    return error;
}

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) close(value_);
    }
    int get() const { return value_; }

private:
    int value_;
};

// A timer of the kernel's, so that one poll() waits for the socket and the deadline.
int timer_after(core::Millis duration) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    itimerspec when{};
    when.it_value.tv_sec = duration.count() / 1000;
    when.it_value.tv_nsec = duration.count() % 1000 * 1'000'000 + 1;  // all zero would switch it off
    timerfd_settime(timer, 0, &when, nullptr);
    return timer;
}

core::Error connect_error(const std::filesystem::path& path) {
    const int reason = errno;
    if (reason == ENOENT || reason == ECONNREFUSED)
        return error_of(
            core::ErrorClass::temporary,
            fmt::format("no daemon answers at {}: is it started? systemctl status ecdsnapd", path.string()));
    if (reason == EACCES)
        return error_of(core::ErrorClass::permission,
                        fmt::format("{} may not be opened by you: root and the socket's group may "
                                    "(usermod -aG ecdsnap NAME, then log in again)",
                                    path.string()));
    return error_of(core::ErrorClass::local, fmt::format("{}: {}", path.string(), std::strerror(reason)));
}

// One connection, until its end or the deadline's.
class Exchange {
public:
    explicit Exchange(core::Millis deadline)
        : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          timer_(timer_after(deadline)),
          patience_(std::min<core::Millis>(deadline, std::chrono::seconds{10})) {}

    std::optional<core::Error> open(const std::filesystem::path& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.native().size() >= sizeof address.sun_path)
            return error_of(core::ErrorClass::local, path.string() + ": too long for the path of a socket");
        std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
        // A listening queue that is full makes this wait, as long as the send time-out.
        const timeval patience{patience_.count() / 1000, patience_.count() % 1000 * 1000};
        setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            return connect_error(path);
        return std::nullopt;
    }

    bool send(std::string_view text) {
        while (!text.empty()) {
            if (!wait_for(POLLOUT)) return false;
            const auto sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return true;  // refused early: the answer says why
            if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
            if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Everything until the daemon closes; nullopt: the deadline came, or more than `most_bytes`.
    std::optional<std::string> receive() {
        std::string text;
        std::array<char, 65536> buffer{};
        while (wait_for(POLLIN)) {
            const auto size = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
            if (size <= 0) return text;  // the end, or a reset after the answer
            text.append(buffer.data(), static_cast<std::size_t>(size));
            if (text.size() > most_bytes) return std::nullopt;
        }
        return std::nullopt;
    }

private:
    // false: the deadline came.
    bool wait_for(short event) {
        while (true) {
            std::array<pollfd, 2> both{pollfd{socket_.get(), event, 0}, pollfd{timer_.get(), POLLIN, 0}};
            const int ready = poll(both.data(), both.size(), -1);
            if (ready < 0 && errno == EINTR) continue;
            if (ready < 0) return false;
            return both[1].revents == 0;
        }
    }

    Descriptor socket_;
    Descriptor timer_;
    core::Millis patience_;  // with connecting
};

// The value of "Content-Length"; nullopt: none or no number.
std::optional<std::size_t> content_length(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    if (at == head.npos) return std::nullopt;
    const auto value = head.substr(at + name.size());
    std::size_t length = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), length);
    return read.ec == std::errc{} ? std::optional(length) : std::nullopt;
}

}  // namespace

core::Result<DaemonAnswer> parse_answer(std::string_view text) {
    const auto broken = [] { return error_of(core::ErrorClass::temporary, "the daemon's answer broke off"); };
    const auto head_end = text.find("\r\n\r\n");
    if (head_end == text.npos) return broken();
    const auto head = text.substr(0, head_end + 2);
    const auto body = text.substr(head_end + 4);

    constexpr std::string_view version = "HTTP/1.1 ";
    DaemonAnswer answer;
    if (!head.starts_with(version) || head.size() < version.size() + 3) return broken();
    const char* status = head.data() + version.size();
    const auto read = std::from_chars(status, status + 3, answer.status);
    if (read.ec != std::errc{} || read.ptr != status + 3) return broken();
    if (content_length(head) != body.size()) return broken();
    answer.body = body;
    return answer;
}

std::string url_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == ':';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

core::Result<DaemonAnswer> DaemonSocket::get(const std::string& target) const {
    return ask(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", target));
}

core::Result<DaemonAnswer> DaemonSocket::post(const std::string& target, const std::string& body) const {
    return ask(
        fmt::format("POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{}", target, body.size(), body));
}

core::Result<DaemonAnswer> DaemonSocket::ask(const std::string& request) const {
    Exchange exchange(deadline_);
    if (auto error = exchange.open(path_)) return *error;
    const auto silent = [this] {
        auto error = error_of(core::ErrorClass::temporary,
                              fmt::format("the daemon at {} did not answer in time", path_.string()));
        error.code = daemon_silent;
        return error;
    };
    if (!exchange.send(request)) return silent();
    const auto text = exchange.receive();
    if (!text) return silent();
    return parse_answer(*text);
}

}  // namespace ecdsnap::cli
