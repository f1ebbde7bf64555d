#include "core/network/proxy_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ecdsnap::core {
namespace {

constexpr std::string_view allowed = "http://HOST:PORT or https://HOST:PORT";

TextError wrong(std::string problem, std::string hint = {}) {
    return {0, std::move(problem), std::string(allowed), std::move(hint)};
}

bool is_host_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

// Names, IPv4 and bracketed IPv6 addresses; what is no address of anything fails when it is looked up.
std::optional<std::string> read_host(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) {
        const auto inside = text.substr(1, text.size() - 2);
        const bool good = inside.find(':') != std::string_view::npos &&
                          inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
        return good ? std::optional(std::string(inside)) : std::nullopt;
    }
    std::string host(text);
    std::transform(host.begin(), host.end(), host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool good = !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' &&
                      std::all_of(host.begin(), host.end(), is_host_letter);
    return good ? std::optional(host) : std::nullopt;
}

std::optional<std::uint16_t> read_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

// nullopt: a '%' without two hex digits, or a control character, which would break the header.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = static_cast<unsigned char>(text[i]);
        if (text[i] == '%') {
            const auto digits = text.substr(i + 1, 2);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (error != std::errc() || digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
            i += 2;
        }
        if (byte < ' ' || byte == 0x7F) return std::nullopt;
        decoded += static_cast<char>(byte);
    }
    return decoded;
}

std::optional<TextError> read_credentials(std::string_view text, ProxyUrl& url) {
    const auto colon = text.find(':');
    const auto user = percent_decoded(text.substr(0, colon));
    const auto password =
        percent_decoded(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
    if (!user || !password || user->empty() || user->find(':') != std::string::npos)
        return wrong("the user and password before the @ are not written as in a URL",
                     "write what is special in them as % and two hex digits");
    url.user = *user;
    url.password = Secret(*password);
    return std::nullopt;
}

std::optional<TextError> read_address(std::string_view text, ProxyAddress& address) {
    const auto bracket = text.rfind(']');
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    auto host = read_host(text.substr(0, colon));
    if (!host) return wrong("the address has no valid host");
    address.host = std::move(*host);
    address.port = address.is_tls ? 443 : 80;
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = read_port(text.substr(colon + 1));
    if (!port) return wrong("the port is not a number from 1 to 65535");
    address.port = *port;
    return std::nullopt;
}

}  // namespace

std::string text(const ProxyAddress& proxy) {
    const bool is_v6 = proxy.host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", proxy.is_tls ? "https" : "http", is_v6 ? "[" : "", proxy.host,
                       is_v6 ? "]" : "", proxy.port);
}

TextResult<ProxyUrl> parse_proxy_url(std::string_view text) {
    ProxyUrl url;
    const auto scheme_end = text.find("://");
    if (scheme_end != std::string_view::npos) {
        const auto scheme = text.substr(0, scheme_end);
        if (scheme.starts_with("socks"))
            return wrong("SOCKS proxies are not supported", "name an HTTP proxy that allows CONNECT");
        if (scheme != "http" && scheme != "https") return wrong("the address starts with neither http:// nor https://");
        url.address.is_tls = scheme == "https";
        text.remove_prefix(scheme_end + 3);
    }
    const auto at = text.rfind('@');
    if (at != std::string_view::npos) {
        if (const auto error = read_credentials(text.substr(0, at), url)) return *error;
        text.remove_prefix(at + 1);
    }
    if (text.ends_with('/')) text.remove_suffix(1);
    if (text.find_first_of("/?#") != std::string_view::npos)
        return wrong("the address has more than a host and a port", "leave out everything after the host and its port");
    if (const auto error = read_address(text, url.address)) return *error;
    return url;
}

}  // namespace ecdsnap::core
