#include "adapters/credentials/instance_metadata.hpp"

#include "core/secret.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace ecdsnap::adapters {
namespace {

using boost::asio::awaitable;

constexpr std::string_view host = "http://100.100.100.200";
constexpr std::string_view role_path = "/latest/meta-data/ram/security-credentials/";
// It answers at once or it is not there.
constexpr core::Millis prompt = std::chrono::seconds{1};

ports::WebRequest request_to(std::string_view path) {
    ports::WebRequest request;
    request.url = fmt::format("{}{}", host, path);
    request.way = ports::WebRequest::Way::direct;  // it refuses what came through a proxy
    request.connect = prompt;
    request.whole = prompt;
    return request;
}

core::TextError wrong(std::string problem) {
    return {0, "the metadata service of ECS (100.100.100.200) " + std::move(problem)};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

// What may stand in a path: a role's name as RAM allows it.
bool is_role_name(std::string_view name) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.@_-";
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(letters) == std::string_view::npos;
}

// Bound to this instance, good for six hours; a new one is taken for every key, which is seldom enough.
awaitable<std::optional<core::Secret>> fetch_token(ports::WebClient& web) {
    ports::WebRequest request = request_to("/latest/api/token");
    request.method = "PUT";
    request.headers.emplace_back("X-aliyun-ecs-metadata-token-ttl-seconds", "21600");
    auto answer = co_await web.fetch(std::move(request));
    if (answer.has_error() || answer.value().status != 200) co_return std::nullopt;
    const auto token = trimmed(answer.value().body);
    const bool fits = !token.empty() && token.find_first_of("\r\n") == std::string_view::npos;
    std::optional<core::Secret> secret;
    if (fits) secret.emplace(std::string(token));
    co_return secret;
}

awaitable<core::TextResult<ports::HttpAnswer>> fetch(ports::WebClient& web, std::string path,
                                                     const core::Secret* token) {
    ports::WebRequest request = request_to(path);
    if (token != nullptr) request.headers.emplace_back("X-aliyun-ecs-metadata-token", token->reveal());
    auto answer = co_await web.fetch(std::move(request));
    if (answer.has_error()) co_return wrong("does not answer: " + answer.error().message);
    if (answer.value().status == 404 && path == role_path) co_return wrong("knows no RAM role of this instance");
    if (answer.value().status != 200)
        co_return wrong(fmt::format("answered with HTTP status {}", answer.value().status));
    co_return std::move(answer.value());
}

// With the token, and without it where that fails and may be.
awaitable<core::TextResult<ports::HttpAnswer>> fetch_either_way(ports::WebClient& web, std::string path,
                                                                const core::Secret* token, MetadataVersions versions) {
    auto answer = co_await fetch(web, path, token);
    if (answer || token == nullptr || versions == MetadataVersions::second_only) co_return answer;
    auto without = co_await fetch(web, path, nullptr);
    if (without) co_return without;
    co_return answer;
}

}  // namespace

awaitable<core::TextResult<ports::HttpAnswer>> fetch_role_key(ports::WebClient& web, std::string role,
                                                              MetadataVersions versions) {
    const std::optional<core::Secret> token = co_await fetch_token(web);
    if (!token && versions == MetadataVersions::second_only)
        co_return wrong("gives no token, and ALIBABA_CLOUD_IMDSV1_DISABLED forbids to ask without one");
    const core::Secret* const proof = token ? &*token : nullptr;
    if (role.empty()) {
        auto names = co_await fetch_either_way(web, std::string(role_path), proof, versions);
        if (!names) co_return names.error();
        role = trimmed(names->body);
    }
    if (!is_role_name(role))
        co_return wrong(fmt::format("names no RAM role: '{}'", core::printable(role.substr(0, 64))));
    co_return co_await fetch_either_way(web, std::string(role_path) + role, proof, versions);
}

}  // namespace ecdsnap::adapters
