#include "adapters/control/metrics/address_socket.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ecdsnap::adapters {
namespace {

constexpr int waiting_connections = 64;

bool is_six(const core::MetricsSettings& settings) {
    return settings.address.find(':') != std::string::npos;
}

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress socket_address(const core::MetricsSettings& settings) {
    SocketAddress address;
    if (is_six(settings)) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(settings.port);
        inet_pton(AF_INET6, settings.address.c_str(), &six.sin6_addr);
        std::memcpy(&address.storage, &six, sizeof six);
        address.size = sizeof six;
    } else {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        four.sin_port = htons(settings.port);
        inet_pton(AF_INET, settings.address.c_str(), &four.sin_addr);
        std::memcpy(&address.storage, &four, sizeof four);
        address.size = sizeof four;
    }
    return address;
}

}  // namespace

std::string address_text(const core::MetricsSettings& settings) {
    return is_six(settings) ? fmt::format("[{}]:{}", settings.address, settings.port)
                            : fmt::format("{}:{}", settings.address, settings.port);
}

core::Result<int> open_address_socket(const core::MetricsSettings& settings) {
    const SocketAddress address = socket_address(settings);
    const int on = 1;
    const int made = socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool open = made >= 0 && setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                      (!is_six(settings) || setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
                      bind(made, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0 &&
                      listen(made, waiting_connections) == 0;
    if (open) return made;
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "serving metrics on " + address_text(settings);
    error.message = std::strerror(errno);
    if (made >= 0) close(made);
    return error;
}

}  // namespace ecdsnap::adapters
