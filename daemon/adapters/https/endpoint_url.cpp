#include "adapters/https/endpoint_url.hpp"

#include "core/text/printable.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ecdsnap::adapters {
namespace {

// What a message calls the text that is read, and what it shows of it.
struct Subject {
    std::string_view what;  // "endpoint"
    std::string_view shown;
};

core::Error refused(const Subject& subject, std::string_view why) {
    core::Error error;
    error.kind = core::ErrorClass::bad_request;
    error.message = fmt::format("{} '{}': {}", subject.what, core::printable(subject.shown), why);
    return error;
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// Letters, digits and '-' in labels of 1–63 characters, at most 253 in all.
bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253 || !std::all_of(host.begin(), host.end(), is_host_character)) return false;
    while (!host.empty()) {
        const auto label = host.substr(0, host.find('.'));
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (label.size() + 1 == host.size()) return false;  // ends with a dot
        host.remove_prefix(std::min(host.size(), label.size() + 1));
    }
    return true;
}

// A name whose last label is all digits would be taken for an address by some resolvers and for a name by others.
bool looks_like_address(std::string_view host) {
    const auto last_dot = host.rfind('.');
    const auto last = last_dot == std::string_view::npos ? host : host.substr(last_dot + 1);
    return !last.empty() && std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

struct HostAndPort {
    std::string_view host;  // with its brackets
    std::optional<std::string_view> port;
};

HostAndPort split_authority(std::string_view authority) {
    const auto host_end = authority.starts_with('[') ? authority.find(']') : 0;
    const auto colon = authority.find(':', host_end == std::string_view::npos ? authority.size() : host_end);
    if (colon == std::string_view::npos) return {authority, std::nullopt};
    return {authority.substr(0, colon), authority.substr(colon + 1)};
}

// Fills host and is_address; false: neither a name nor an address.
bool read_host(std::string_view text, EndpointUrl& url) {
    boost::system::error_code error;
    if (text.starts_with('[') && text.ends_with(']')) {
        url.host = text.substr(1, text.size() - 2);
        url.is_address = true;
        boost::asio::ip::make_address_v6(url.host, error);
        return !error && url.host.find('%') == std::string::npos;
    }
    url.host = text;
    std::transform(url.host.begin(), url.host.end(), url.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    boost::asio::ip::make_address_v4(url.host, error);
    url.is_address = !error;
    return url.is_address || (is_host_name(url.host) && !looks_like_address(url.host));
}

// Fills all but scheme and reach; null: nothing is wrong.
const char* read_authority(std::string_view authority, EndpointUrl& url) {
    const auto [host, port_text] = split_authority(authority);
    if (!read_host(host, url))
        return "must be scheme://host or scheme://host:port, like https://ecd.cn-hangzhou.aliyuncs.com or "
               "http://127.0.0.1:18080 (IPv6 in brackets)";
    constexpr std::uint16_t https_port = 443;
    constexpr std::uint16_t http_port = 80;
    const std::optional<std::uint16_t> port =
        port_text ? parse_port(*port_text) : std::optional(url.scheme == Scheme::https ? https_port : http_port);
    if (!port) return "the port must be a number from 1 to 65535";
    url.port = *port;
    url.authority = authority;
    return nullptr;
}

std::optional<Scheme> scheme_of(std::string_view text) {
    if (text == "https") return Scheme::https;
    if (text == "http") return Scheme::http;
    return std::nullopt;
}

// What is known before a look-up; the addresses of a name are checked after it.
bool may_be_within(const EndpointUrl& url, PlainReach reach) {
    if (url.is_address) return is_within(boost::asio::ip::make_address(url.host), reach);
    return reach != PlainReach::loopback || url.host == "localhost";
}

}  // namespace

core::Result<EndpointUrl> parse_endpoint_url(std::string_view text) {
    if (text.find('@') != std::string_view::npos)
        return refused({"endpoint", "…"}, "must not hold a user name or password");
    const Subject subject{"endpoint", text};
    const auto scheme_end = text.find("://");
    EndpointUrl url;
    if (scheme_end == std::string_view::npos) {
        url.scheme = Scheme::https;
        return refused(subject, read_authority("", url));
    }
    const auto scheme = scheme_of(text.substr(0, scheme_end));
    if (!scheme) return refused(subject, "the scheme must be https, or http for loopback");
    url.scheme = *scheme;

    auto authority = text.substr(scheme_end + 3);
    if (authority.ends_with('/')) authority.remove_suffix(1);
    if (authority.find_first_of("/?#") != std::string_view::npos)
        return refused(subject, "must not have a path or query");
    if (const char* const problem = read_authority(authority, url)) return refused(subject, problem);
    if (url.scheme == Scheme::http && !may_be_within(url, PlainReach::loopback))
        return refused(subject, "http is allowed only to loopback (127.0.0.1, [::1], localhost); use https");
    return url;
}

core::Result<WebUrl> parse_web_url(std::string_view text, PlainReach reach) {
    const auto scheme_end = text.find("://");
    const auto scheme = scheme_of(text.substr(0, std::min(scheme_end, text.size())));
    if (scheme_end == std::string_view::npos || !scheme)
        return refused({"address", "…"}, "must start with https:// or http://");
    const auto rest = text.substr(scheme_end + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.find('@') != std::string_view::npos)
        return refused({"address", "…"}, "must not hold a user name or password");
    const std::string shown = std::string(text.substr(0, scheme_end + 3 + authority.size()));
    WebUrl url;
    url.endpoint.scheme = *scheme;
    url.endpoint.reach = reach;
    if (const char* const problem = read_authority(authority, url.endpoint))
        return refused({"address", shown}, problem);
    if (*scheme == Scheme::http && !may_be_within(url.endpoint, url.endpoint.reach))
        return refused({"address", shown},
                       reach == PlainReach::loopback
                           ? "http is allowed only to loopback (127.0.0.1, [::1], localhost); use https"
                           : "http is allowed only to loopback, link-local and private addresses; use https");
    url.target = rest.substr(authority.size());
    url.target.resize(std::min(url.target.size(), url.target.find('#')));  // a fragment is never sent
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    return url;
}

}  // namespace ecdsnap::adapters
