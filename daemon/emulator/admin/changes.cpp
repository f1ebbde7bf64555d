#include "emulator/admin/changes.hpp"

#include "emulator/admin/json_body.hpp"
#include "emulator/admin/views.hpp"
#include "emulator/state/fleet_dealing.hpp"

#include <cmath>

namespace ecdsnap::emulator {
namespace {

/// Reads one part of the fault set when its key is given; the part in force otherwise.
template <class Part>
Part read_part(JsonBody& body, const std::string& key, const Part& in_force) {
    const auto texts = body.texts(key);
    if (!texts) return in_force;
    auto part = Part::read(*texts);
    if (part) return std::move(*part);
    body.fail(part.error().text);
    return in_force;
}

AdminAnswer done() {
    return AdminAnswer{R"({"ok":true})"};
}

/// How a planted snapshot of that status behaves from now on.
void set_status(JsonBody& body, Snapshot& snapshot, const std::string& status) {
    if (status == "PROGRESSING") {
        snapshot.end = SnapshotEnd::never;
    } else if (status == "FAILED") {
        snapshot.end = SnapshotEnd::failed;
    } else if (status != "ACCOMPLISHED") {
        body.fail("status must be PROGRESSING, ACCOMPLISHED or FAILED");
    }
}

void set_times(JsonBody& body, Snapshot& snapshot, const Cloud& cloud, Instant now) {
    snapshot.created = now + cloud.skew;
    if (const auto created = body.text("created")) {
        const auto instant = read_instant(*created);
        if (!instant) body.fail("created must be of the form yyyy-MM-ddTHH:mm:ssZ");
        snapshot.created = instant.value_or(now);
    }
    snapshot.began = std::min(now, snapshot.created - cloud.skew);
    snapshot.visible_from = snapshot.began;
}

/// Where it is planted; false when there is no such disk.
bool set_place(JsonBody& body, Snapshot& snapshot, const Fleet& fleet) {
    const auto desktop = fleet.find(body.text("desktop").value_or(""));
    const auto disk = read_disk_type(body.text("disk").value_or("system"));
    if (!desktop || !disk || find_disk(fleet.desktop(*desktop), *disk) == nullptr) return false;
    snapshot.desktop = *desktop;
    snapshot.region = fleet.desktop(*desktop).region;
    snapshot.disk = *disk;
    return true;
}

}  // namespace

Changed change_faults(Emulator& emulator, const std::string& text) {
    JsonBody body{text};
    auto faults = read_part(body, "faults", emulator.faults);
    const bool new_throttle = body.texts("throttle").has_value();
    auto throttle = read_part(body, "throttle", Throttle{});
    auto latency = read_part(body, "latency", emulator.latency);
    if (const auto problem = body.finish()) return *problem;
    emulator.faults = std::move(faults);
    emulator.latency = std::move(latency);
    if (new_throttle) emulator.throttle = std::move(throttle);  // else what is counted so far stays
    return AdminAnswer{view_faults(emulator)};
}

Changed change_desktop(Emulator& emulator, std::string_view id, const std::string& text, Instant now) {
    const auto index = emulator.cloud.fleet.find(id);
    if (!index) return Problem{"there is no desktop " + std::string(id)};
    JsonBody body{text};
    const auto status = body.text("status");
    const auto flag = body.text("management_flag");
    const auto connected = body.truth("connected");
    if (const auto problem = body.finish()) return *problem;
    if (status) {
        std::optional<StatusChange> next;
        if (auto becomes = next_status(*status)) {
            const auto lasts = emulator.cloud.spans.between(emulator.cloud.rules.transition);
            next = StatusChange{now + lasts, std::move(*becomes)};
        }
        emulator.cloud.fleet.set_status(*index, *status, std::move(next));
    }
    if (flag) emulator.cloud.fleet.set_management_flag(*index, *flag);
    if (connected) emulator.cloud.fleet.set_connected(*index, *connected);
    JsonWriter json;
    write_desktop_view(json, emulator.cloud.fleet.desktop(*index), emulator.cloud.fleet, now);
    return AdminAnswer{json.take()};
}

Changed plant_snapshot(Emulator& emulator, const std::string& text, Instant now) {
    JsonBody body{text};
    Snapshot snapshot;
    if (!set_place(body, snapshot, emulator.cloud.fleet)) body.fail("there is no such desktop, or it has no such disk");
    snapshot.name = body.text("name").value_or("planted");
    snapshot.description = body.text("description").value_or("");
    const std::string type = body.text("type").value_or("USER");
    if (type != "USER" && type != "AUTO") body.fail("type must be USER or AUTO");
    snapshot.type = type == "AUTO" ? SnapshotType::automatic : SnapshotType::user;
    snapshot.cause = "planted";
    set_status(body, snapshot, body.text("status").value_or("ACCOMPLISHED"));
    set_times(body, snapshot, emulator.cloud, now);
    if (const auto problem = body.finish()) return *problem;
    snapshot.id = new_snapshot_id(emulator.cloud);
    JsonWriter json;
    write_snapshot_view(json, emulator.cloud.snapshots.add(std::move(snapshot)), emulator.cloud.fleet, now);
    return AdminAnswer{json.take()};
}

Changed change_clock(Emulator& emulator, const std::string& text) {
    JsonBody body{text};
    const auto skew = body.number("skew_seconds");
    if (!skew || std::abs(*skew) > 1e9) body.fail("skew_seconds must be a number of at most 1000000000");
    if (const auto problem = body.finish()) return *problem;
    emulator.cloud.skew = Duration{static_cast<Duration::rep>(*skew * 1e6)};
    return done();
}

Changed change_key(Emulator& emulator, const std::string& text, Instant now) {
    JsonBody body{text};
    Account account;
    account.access_key = body.text("access_key").value_or("");
    account.secret = body.text("secret").value_or("");
    account.security_token = body.text("security_token").value_or("");
    const auto lives = body.number("expires_in_seconds");
    const bool revoked = body.truth("revoked").value_or(false);
    if (account.access_key.empty()) body.fail("access_key must be the id of a key");
    if (account.secret.empty() != revoked) body.fail("a key needs its secret, one that is revoked none");
    if (lives && (account.security_token.empty() || std::abs(*lives) > 1e9)) {
        body.fail("expires_in_seconds is for keys with a security_token, at most 1000000000");
    }
    if (lives) account.expires = now + emulator.cloud.skew + Duration{static_cast<Duration::rep>(*lives * 1e6)};
    if (const auto problem = body.finish()) return *problem;
    if (!revoked) {
        emulator.check.admit(std::move(account));
        return done();
    }
    if (!emulator.check.revoke(account.access_key)) return Problem{"there is no key " + account.access_key};
    return done();
}

Changed change_recording(Emulator& emulator, const std::string& text) {
    JsonBody body{text};
    const auto on = body.truth("on");
    if (!on) body.fail("on must be true or false");
    if (const auto problem = body.finish()) return *problem;
    emulator.recorded.record(*on);
    return done();
}

Changed reset_counters(Emulator& emulator, const std::string& text) {
    JsonBody body{text};
    if (body.truth("reset") != true) body.fail("reset must be true");
    if (const auto problem = body.finish()) return *problem;
    emulator.counters = Counters{};
    return done();
}

}  // namespace ecdsnap::emulator
