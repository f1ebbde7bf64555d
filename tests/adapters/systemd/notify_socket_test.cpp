#include "adapters/systemd/notify_socket.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

// What systemd's side does: a datagram socket, read when asked.
class Listener {
public:
    explicit Listener(const std::string& address) : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::memcpy(name.sun_path, address.data(), address.size());
        if (address.front() == '@') name.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
        REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&name), length) == 0);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { close(socket_); }

    // The next datagram; "" when there is none.
    std::string next() const {
        std::array<char, 4096> buffer{};
        const auto size = recv(socket_, buffer.data(), buffer.size(), 0);
        return size <= 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
    }

private:
    int socket_;
};

adapters::ServiceEnvironment environment(const std::string& address) {
    adapters::ServiceEnvironment values;
    values.notify_socket = address;
    values.pid = 42;
    return values;
}

std::string unique_name(const char* kind) {
    return fmt::format("@ecdsnap-test-{}-{}", getpid(), kind);
}

microseconds fixed_time() {
    return 1234567us;
}

}  // namespace

TEST_CASE("each call is one datagram as sd_notify(3) describes it") {
    const Listener listener(unique_name("calls"));
    const auto notifier = adapters::make_service_notifier(environment(unique_name("calls")), fixed_time);

    notifier->ready("3 policies, 2 sites");
    CHECK(listener.next() == "READY=1\nSTATUS=3 policies, 2 sites\n");
    notifier->watchdog();
    CHECK(listener.next() == "WATCHDOG=1\n");
    notifier->reloading();
    CHECK(listener.next() == "RELOADING=1\nMONOTONIC_USEC=1234567\n");
    notifier->status("12 due");
    CHECK(listener.next() == "STATUS=12 due\n");
    notifier->stopping();
    CHECK(listener.next() == "STOPPING=1\n");
    notifier->still_stopping(15s);
    CHECK(listener.next() == "EXTEND_TIMEOUT_USEC=15000000\n");
    CHECK(listener.next() == "");
}

TEST_CASE("a status cannot smuggle in another assignment") {
    const Listener listener(unique_name("smuggle"));
    adapters::make_service_notifier(environment(unique_name("smuggle")), fixed_time)->status("a\nMAINPID=1");
    CHECK(listener.next() == "STATUS=a\\nMAINPID=1\n");
}

TEST_CASE("a socket in the file system is found") {
    const auto path = std::filesystem::temp_directory_path() / fmt::format("ecdsnap-notify-{}", getpid());
    {
        const Listener listener(path.string());
        adapters::make_service_notifier(environment(path.string()), fixed_time)->watchdog();
        CHECK(listener.next() == "WATCHDOG=1\n");
    }
    std::filesystem::remove(path);
}

TEST_CASE("a full queue does not stop the caller; changes of state come through afterwards, in order, once") {
    const Listener listener(unique_name("full"));
    const auto notifier = adapters::make_service_notifier(environment(unique_name("full")), fixed_time);
    for (int i = 0; i < 10'000; ++i)  // far more than any queue holds; would block for ever if it could block
        notifier->watchdog();
    notifier->ready("good");
    notifier->stopping();
    int before = 0;
    std::string message;
    while ((message = listener.next()) == "WATCHDOG=1\n")
        ++before;
    CHECK(message == "");
    CHECK(before > 0);
    CHECK(before < 10'000);

    notifier->watchdog();
    CHECK(listener.next() == "READY=1\nSTATUS=good\n");
    CHECK(listener.next() == "STOPPING=1\n");
    CHECK(listener.next() == "WATCHDOG=1\n");
    CHECK(listener.next() == "");
}

TEST_CASE("without a usable socket all is silence") {
    for (const std::string address : {"", "relative", "/", "@", "vsock:2:1234"}) {
        const auto notifier = adapters::make_service_notifier(environment(address), fixed_time);
        notifier->ready("");
        notifier->watchdog();
        notifier->stopping();
    }
    const auto too_long = "/" + std::string(300, 'x');
    adapters::make_service_notifier(environment(too_long), fixed_time)->ready("");
    // a socket that nobody listens on
    adapters::make_service_notifier(environment(unique_name("nobody")), fixed_time)->ready("");
}

TEST_CASE("the watchdog is ours only when it is meant for this process") {
    auto values = environment("");
    CHECK(!adapters::watchdog_interval(values).has_value());
    values.watchdog_usec = "30000000";
    CHECK(adapters::watchdog_interval(values) == 30s);
    values.watchdog_pid = "42";
    CHECK(adapters::watchdog_interval(values) == 30s);
    values.watchdog_pid = "43";
    CHECK(!adapters::watchdog_interval(values).has_value());
    values.watchdog_pid.clear();
    for (const char* wrong : {"0", "-5", "abc", "12x", ""}) {
        values.watchdog_usec = wrong;
        CHECK(!adapters::watchdog_interval(values).has_value());
    }
}
