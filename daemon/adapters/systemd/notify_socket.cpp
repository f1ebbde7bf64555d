#include "adapters/systemd/notify_socket.hpp"

#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <deque>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

class Silence final : public ports::ServiceNotifier {
    void ready(const std::string&) override {}
    void reloading() override {}
    void stopping() override {}
    void still_stopping(core::Millis) override {}
    void status(const std::string&) override {}
    void watchdog() override {}
};

struct Address {
    sockaddr_un name{};
    socklen_t length = 0;  // 0: not an address of a Unix socket
};

Address address_of(const std::string& path) {
    Address address;
    const bool known = path.size() > 1 && (path.front() == '/' || path.front() == '@');
    if (!known || path.size() >= sizeof address.name.sun_path) return address;
    address.name.sun_family = AF_UNIX;
    std::memcpy(address.name.sun_path, path.data(), path.size());
    address.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    if (path.front() == '@')
        address.name.sun_path[0] = '\0';
    else
        ++address.length;  // the path's terminating zero
    return address;
}

class Notifier final : public ports::ServiceNotifier {
public:
    Notifier(Address address, std::function<std::chrono::microseconds()> monotonic)
        : address_(address),
          monotonic_(std::move(monotonic)),
          socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;
    ~Notifier() override {
        send_pending();
        if (socket_ >= 0) close(socket_);
    }

    void ready(const std::string& status) override { must_arrive("READY=1\n" + status_line(status)); }
    void reloading() override { must_arrive(fmt::format("RELOADING=1\nMONOTONIC_USEC={}\n", monotonic_().count())); }
    void stopping() override { must_arrive("STOPPING=1\n"); }
    // The next one says it anew, so these may be lost when the queue is full.
    void still_stopping(core::Millis patience) override {
        send(fmt::format("EXTEND_TIMEOUT_USEC={}\n", std::chrono::microseconds{patience}.count()));
    }
    void status(const std::string& text) override { send(status_line(text)); }
    void watchdog() override { send("WATCHDOG=1\n"); }

private:
    // One line: a line end would begin another assignment.
    static std::string status_line(const std::string& text) { return "STATUS=" + core::printable(text) + "\n"; }

    // Changes of state are kept, in order, until the queue has room; the next call of any kind tries again.
    void must_arrive(const std::string& message) {
        pending_.push_back(message);
        send_pending();
    }

    bool send_pending() {
        while (!pending_.empty()) {
            if (!send_datagram(pending_.front())) return false;
            pending_.pop_front();
        }
        return true;
    }

    void send(const std::string& message) {
        if (send_pending()) send_datagram(message);
    }

    // false: the queue is full. Everything else that can happen (nobody listens any more) is final.
    bool send_datagram(const std::string& message) const {
        const auto* name = reinterpret_cast<const sockaddr*>(&address_.name);
        ssize_t sent = -1;
        do {
            sent = sendto(socket_, message.data(), message.size(), MSG_NOSIGNAL, name, address_.length);
        } while (sent < 0 && errno == EINTR);
        return sent >= 0 || (errno != EAGAIN && errno != ENOBUFS);
    }

    const Address address_;
    const std::function<std::chrono::microseconds()> monotonic_;
    const int socket_;
    std::deque<std::string> pending_;
};

std::optional<long long> number_from(const std::string& text) {
    long long value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || value <= 0) return std::nullopt;
    return value;
}

}  // namespace

std::unique_ptr<ports::ServiceNotifier> make_service_notifier(const ServiceEnvironment& environment,
                                                              std::function<std::chrono::microseconds()> monotonic) {
    const auto address = address_of(environment.notify_socket);
    if (address.length == 0) return std::make_unique<Silence>();
    return std::make_unique<Notifier>(address, std::move(monotonic));
}

std::optional<core::Millis> watchdog_interval(const ServiceEnvironment& environment) {
    const auto usec = number_from(environment.watchdog_usec);
    if (!usec) return std::nullopt;
    if (!environment.watchdog_pid.empty() && number_from(environment.watchdog_pid) != environment.pid)
        return std::nullopt;
    return std::chrono::duration_cast<core::Millis>(std::chrono::microseconds{*usec});
}

}  // namespace ecdsnap::adapters
