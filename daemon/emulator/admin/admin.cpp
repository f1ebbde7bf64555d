#include "emulator/admin/admin.hpp"

#include "emulator/admin/auto_policies_page.hpp"
#include "emulator/admin/changes.hpp"
#include "emulator/admin/views.hpp"

#include <array>

namespace ecdsnap::emulator {
namespace {

/// What a route may look at. `rest` is what follows a path that ends in a slash.
struct AdminCall {
    Emulator& emulator;
    std::string_view rest;
    const std::string& body;
    Instant now;
};

struct Route {
    std::string_view method;
    std::string_view path;  // below the prefix; one that ends in a slash takes an id after it
    std::string_view purpose;
    Changed (*answer)(const AdminCall& call);
};

Changed index(const AdminCall& call);

constexpr std::array routes{
    Route{"GET", "/", "this list", index},
    Route{"GET", "/state", "desktops and their disks",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_state(c.emulator, c.now)}; }},
    Route{"GET", "/snapshots", "every snapshot, without listing lag",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_snapshots(c.emulator, c.now)}; }},
    Route{"GET", "/counters", "requests, refusals, faults, effects, rates",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_counters(c.emulator)}; }},
    Route{"GET", "/duplicates", "user snapshots that did not fail, by desktop, disk and name",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_duplicates(c.emulator, c.now)}; }},
    Route{"GET", "/auto-policies", "automatic snapshot policies with their desktops",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_auto_policies(c.emulator)}; }},
    Route{"POST", "/auto-policies", R"({"region":..,"name":..,"cron":..,"desktops":[..],...}: plants one, unchecked)",
          [](const AdminCall& c) { return plant_auto_policy(c.emulator, c.body, c.now); }},
    Route{"GET", "/requests", "what arrived since recording is on",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_requests(c.emulator)}; }},
    Route{"GET", "/faults", "the faults, throttles and latencies in force",
          [](const AdminCall& c) -> Changed { return AdminAnswer{view_faults(c.emulator)}; }},
    Route{"POST", "/faults", R"({"faults":[..],"throttle":[..],"latency":[..]}: replaces each part that is given)",
          [](const AdminCall& c) { return change_faults(c.emulator, c.body); }},
    Route{"POST", "/desktops/", R"(ID with {"status":..,"management_flag":..,"connected":..}: sets what is given)",
          [](const AdminCall& c) { return change_desktop(c.emulator, c.rest, c.body, c.now); }},
    Route{"POST", "/snapshots", R"({"desktop":..,"disk":..,"name":..,...}: plants a snapshot)",
          [](const AdminCall& c) { return plant_snapshot(c.emulator, c.body, c.now); }},
    Route{"POST", "/clock", R"({"skew_seconds":N}: the service's clock is so far ahead)",
          [](const AdminCall& c) { return change_clock(c.emulator, c.body); }},
    Route{"POST", "/keys",
          R"({"access_key":..,"secret":..,"security_token":..,"expires_in_seconds":N} or {..,"revoked":true})",
          [](const AdminCall& c) { return change_key(c.emulator, c.body, c.now); }},
    Route{"POST", "/record", R"({"on":true}: begins to record requests anew; false: stops)",
          [](const AdminCall& c) { return change_recording(c.emulator, c.body); }},
    Route{"POST", "/counters", R"({"reset":true}: all counters to zero)",
          [](const AdminCall& c) { return reset_counters(c.emulator, c.body); }},
};

Changed index(const AdminCall& /*call*/) {
    JsonWriter json;
    json.begin_object();
    for (const Route& route : routes) {
        json.member(std::string(route.method) + ' ' + std::string(admin_prefix) + std::string(route.path),
                    route.purpose);
    }
    return AdminAnswer{json.end_object().take()};
}

bool leads_to(const Route& route, std::string_view method, std::string_view path) {
    if (route.method != method) return false;
    const bool takes_id = route.path.size() > 1 && route.path.ends_with('/');
    return takes_id ? path.starts_with(route.path) && path.size() > route.path.size() : path == route.path;
}

Reply json_reply(int status, std::string body) {
    Reply reply;
    reply.status = status;
    reply.headers = {{"Content-Type", "application/json;charset=utf-8"}};
    reply.body = std::move(body) + '\n';
    return reply;
}

Reply problem_reply(int status, std::string_view problem) {
    JsonWriter json;
    return json_reply(status, json.begin_object().member("error", problem).end_object().take());
}

}  // namespace

Reply answer_admin(Emulator& emulator, const Request& request, Instant now) {
    perform_late_effects(emulator, now);
    if (!request.path().starts_with(admin_prefix)) return problem_reply(404, "only /_admin/ is served here");
    std::string_view path = request.path().substr(admin_prefix.size());
    if (path.empty()) path = "/";
    for (const Route& route : routes) {
        if (!leads_to(route, request.method, path)) continue;
        const AdminCall call{emulator, path.substr(std::min(path.size(), route.path.size())), request.body, now};
        auto changed = route.answer(call);
        return changed ? json_reply(200, std::move(changed->json)) : problem_reply(400, changed.error().text);
    }
    return problem_reply(404, "no such admin page; GET /_admin/ lists all");
}

}  // namespace ecdsnap::emulator
