#include "adapters/yaml/endpoint_text.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace ecdsnap::adapters {
namespace {

core::TextError wrong(std::string problem, std::string hint = {}) {
    return {0, std::move(problem), "https://HOST[:PORT], or http:// on loopback", std::move(hint)};
}

bool is_number(std::string_view text, int most) {
    int number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = !text.empty() && text.front() >= '0' && text.front() <= '9' && end == text.data() + text.size();
    return whole && error == std::errc{} && number <= most && text.size() <= 5;
}

// 127.0.0.0/8 in four plain numbers; "127.evil.example" is none.
bool is_loopback_ipv4(std::string_view host) {
    if (!host.starts_with("127.")) return false;
    int parts = 0;
    while (true) {
        const auto part = host.substr(0, host.find('.'));
        if (!is_number(part, 255)) return false;
        ++parts;
        if (part.size() == host.size()) return parts == 4;
        host.remove_prefix(part.size() + 1);
    }
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "[::1]" || is_loopback_ipv4(host);
}

bool is_host_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool is_host(std::string_view host) {
    if (host.starts_with("["))
        return host.size() > 2 && host.ends_with("]") &&
               host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    return !host.empty() && host.front() != '.' && host.front() != '-' &&
           std::all_of(host.begin(), host.end(), is_host_letter);
}

}  // namespace

std::optional<core::TextError> check_endpoint(std::string_view endpoint) {
    const bool plain = endpoint.starts_with("http://");
    if (!plain && !endpoint.starts_with("https://")) return wrong("the address does not start with https://");
    auto rest = endpoint.substr(plain ? 7 : 8);
    if (rest.find('@') != std::string_view::npos) return wrong("the address has a user or password in it");
    if (rest.find_first_of("/?#") != std::string_view::npos)
        return wrong("the address has more than a host and a port", "leave out everything after the host and its port");
    const auto bracket = rest.find(']');
    const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const auto host = rest.substr(0, colon);
    if (!is_host(host)) return wrong("the address has no valid host");
    const auto port = colon == std::string_view::npos ? std::string_view("443") : rest.substr(colon + 1);
    if (!is_number(port, 65535) || port == "0") return wrong("the port is not a number from 1 to 65535");
    if (plain && !is_loopback(host)) return wrong("plain http goes to loopback only", "write https://");
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
