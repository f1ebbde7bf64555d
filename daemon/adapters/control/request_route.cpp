#include "adapters/control/request_route.hpp"

#include "adapters/control/query_text.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ecdsnap::adapters {
namespace {

Refusal bad_request(std::string message) {
    return {400, "bad_request", std::move(message)};
}

Refusal bad_value(std::string_view name, std::string_view value, std::string_view allowed) {
    return bad_request(fmt::format("{}: '{}' is not {}", name, value, allowed));
}

template <class Number>
std::optional<Number> number_from(std::string_view text) {
    Number value{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<core::Outcome> outcome_from(std::string_view word) {
    using enum core::Outcome;
    for (const auto outcome : {done, skipped, missed, failed})
        if (word == core::text(outcome)) return outcome;
    if (word == "unsettled") return none;
    return std::nullopt;
}

constexpr std::uint32_t most_entries = 100'000;  // HistoryQuery::limit

// nullopt: good, the query has it.
std::optional<Refusal> read_parameter(ports::HistoryQuery& query, const std::string& name, const std::string& value) {
    const auto instant = "an instant such as 2026-11-24T18:00:00Z";
    if (name == "policy") {
        query.policy = value;
    } else if (name == "desktop") {
        query.desktop_id = value;
    } else if (name == "site") {
        const auto slash = value.find('/');
        if (slash == value.npos) return bad_value(name, value, "a site such as main/cn-hangzhou");
        query.site = core::SiteId{value.substr(0, slash), value.substr(slash + 1)};
    } else if (name == "outcome") {
        query.outcome = outcome_from(value);
        if (!query.outcome) return bad_value(name, value, "one of done, skipped, missed, failed, unsettled");
    } else if (name == "since") {
        query.since = core::utc_from(value);
        if (!query.since) return bad_value(name, value, instant);
    } else if (name == "until") {
        query.until = core::utc_from(value);
        if (!query.until) return bad_value(name, value, instant);
    } else if (name == "slot") {
        query.slot_id = number_from<std::int64_t>(value);
        if (!query.slot_id) return bad_value(name, value, "the number of a slot");
    } else if (name == "limit") {
        query.limit = number_from<std::uint32_t>(value).value_or(0);
        if (query.limit < 1 || query.limit > most_entries) return bad_value(name, value, "a number from 1 to 100000");
    } else {
        return bad_request(fmt::format(
            "unknown parameter '{}' (allowed: policy, desktop, site, outcome, since, until, slot, limit)", name));
    }
    return std::nullopt;
}

Route history_route(std::string_view query_text) {
    const auto parameters = query_parameters(query_text);
    if (!parameters) return bad_request("the part after '?' is not name=value&name=value");
    HistoryRequest request;
    for (const auto& [name, value] : *parameters)
        if (auto refusal = read_parameter(request.query, name, value)) return *refusal;
    return request;
}

Route slot_route(std::string_view id_text) {
    const auto id = number_from<std::int64_t>(id_text);
    if (!id) return bad_value("slot", id_text, "the number of a slot");
    return SlotRequest{*id};
}

Route run_route(std::string_view body) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    const bool good = json.is_object() && json.size() == 1 && json.contains("policy") && json["policy"].is_string();
    if (!good) return bad_request(R"(the body must be {"policy": "NAME"})");
    return RunRequest{json["policy"].get<std::string>()};
}

constexpr auto scope_body = R"("policy": "NAME", "site": "ACCOUNT/REGION" or "all": true)";

// One of the three scopes, taken out of the body; nullopt: none or several.
std::optional<core::PauseKey> take_scope(nlohmann::json& body) {
    std::optional<core::PauseKey> key;
    const auto take = [&](const char* name, core::PauseScope scope) {
        if (!body.contains(name)) return true;
        const auto value = body[name];
        body.erase(name);
        const bool good = scope == core::PauseScope::everything ? value == true : value.is_string();
        if (key || !good) return false;
        key = core::PauseKey{scope, scope == core::PauseScope::everything ? "" : value.get<std::string>()};
        return true;
    };
    const bool good = take("policy", core::PauseScope::policy) && take("site", core::PauseScope::site) &&
                      take("all", core::PauseScope::everything);
    return good ? key : std::nullopt;
}

Route pause_route(std::string_view text) {
    auto body = nlohmann::json::parse(text, nullptr, false);
    const auto key = body.is_object() ? take_scope(body) : std::nullopt;
    const bool good = key && body.size() == 2 && body.contains("until") && body["until"].is_string() &&
                      body.contains("reason") && body["reason"].is_string();
    if (!good)
        return bad_request(fmt::format(R"(the body must be {{{}, "until": "INSTANT", "reason": "TEXT"}})", scope_body));
    const auto until = core::utc_from(body["until"].get<std::string>());
    if (!until) return bad_value("until", body["until"].get<std::string>(), "an instant such as 2026-11-24T18:00:00Z");
    PauseRequest request;
    request.pause.key = *key;
    request.pause.until = *until;
    request.pause.reason = core::printable(body["reason"].get<std::string>());
    return request;
}

Route resume_route(std::string_view text) {
    auto body = nlohmann::json::parse(text, nullptr, false);
    const auto key = body.is_object() ? take_scope(body) : std::nullopt;
    if (!key || !body.empty()) return bad_request(fmt::format("the body must be {{{}}}", scope_body));
    return ResumeRequest{*key};
}

Route approve_route(std::string_view text) {
    constexpr std::uint64_t most = 1'000'000;
    const auto body = nlohmann::json::parse(text, nullptr, false);
    const bool named = body.is_object() && body.contains("policy") && body["policy"].is_string();
    const bool numbered = named && body.contains("up_to");
    if (!named || body.size() != (numbered ? 2U : 1U))
        return bad_request(R"(the body must be {"policy": "NAME"} or {"policy": "NAME", "up_to": NUMBER})");
    ApproveRequest request;
    request.policy = body["policy"].get<std::string>();
    if (!numbered) return request;
    const auto& number = body["up_to"];
    const bool good = number.is_number_unsigned() && number.get<std::uint64_t>() <= most;
    if (!good) return bad_value("up_to", number.dump(), "a number of desktops from 0 to 1000000");
    request.up_to = number.get<std::uint32_t>();
    return request;
}

Route reload_route(std::string_view text) {
    if (text.empty()) return ReloadRequest{};
    const auto body = nlohmann::json::parse(text, nullptr, false);
    const bool good = body.is_object() && body.size() == 1 && body.contains("force") && body["force"].is_boolean();
    if (!good) return bad_request(R"(the body must be empty or {"force": true})");
    return ReloadRequest{body["force"].get<bool>() ? ports::ReloadForce::yes : ports::ReloadForce::no};
}

Refusal wrong_method(std::string_view path, std::string_view allowed) {
    return {405, "method_not_allowed", fmt::format("{} takes {} only", path, allowed)};
}

Refusal unknown_path(std::string_view path) {
    std::string known;
    for (const KnownRoute& route : known_routes)
        known += fmt::format("{}{} {}", known.empty() ? "" : ", ", route.method, route.path);
    return {404, "not_found", fmt::format("no such path: '{}' ({})", path, known)};
}

// "{id}" at the end stands for whatever is not another folder.
bool is_path(std::string_view path, std::string_view known) {
    const auto variable = known.find('{');
    if (variable == known.npos) return path == known;
    return path.starts_with(known.substr(0, variable));
}

}  // namespace

Demand demand_of(const Route& route) {
    if (std::holds_alternative<SlotRequest>(route)) return Demand::ledger;
    const auto* const history = std::get_if<HistoryRequest>(&route);
    if (history == nullptr) return Demand::little;
    return history->query.limit > long_history ? Demand::long_answer : Demand::ledger;
}

Route route_of(std::string_view method, std::string_view target, std::string_view body) {
    const auto mark = target.find('?');
    const auto path = target.substr(0, mark);
    const auto query = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    const auto* const known =
        std::ranges::find_if(known_routes, [&](const KnownRoute& each) { return is_path(path, each.path); });
    if (known == known_routes.end()) return unknown_path(path);
    if (known->method != method) return wrong_method(path, known->method);
    if (path == "/v1/history") return history_route(query);
    if (!query.empty()) return bad_request(fmt::format("{} takes no parameters", path));

    if (path == "/v1/status") return StatusRequest{};
    if (path == "/v1/run") return run_route(body);
    if (path == "/v1/pause") return pause_route(body);
    if (path == "/v1/resume") return resume_route(body);
    if (path == "/v1/approve") return approve_route(body);
    if (path == "/v1/reload") return reload_route(body);
    return slot_route(path.substr(known->path.find('{')));
}

}  // namespace ecdsnap::adapters
