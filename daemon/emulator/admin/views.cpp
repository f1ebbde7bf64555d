#include "emulator/admin/views.hpp"

namespace ecdsnap::emulator {
namespace {

void write_counts(JsonWriter& json, std::string_view name, const CountByName& counts) {
    json.key(name).begin_object();
    for (const auto& [what, count] : counts)
        json.member(what, count);
    json.end_object();
}

void write_rates(JsonWriter& json, const Counters& counters) {
    json.key("most_requests_in_a_second").begin_object();
    for (const auto& [region, watch] : counters.rates) {
        json.key(region)
            .begin_object()
            .member("sliding", watch.most_in_sliding_second())
            .member("clock", watch.most_in_clock_second())
            .end_object();
    }
    json.end_object();
}

void write_instant(JsonWriter& json, std::string_view name, std::optional<Instant> instant) {
    if (!instant) return;
    json.member(name, std::chrono::duration_cast<std::chrono::milliseconds>(instant->time_since_epoch()).count());
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const std::string& text : texts)
        json.value(text);
    json.end_array();
}

void write_disk(JsonWriter& json, const Disk& disk, DiskType type) {
    json.begin_object().member("id", disk.id).member("type", type == DiskType::system ? "system" : "data").end_object();
}

}  // namespace

void write_desktop_view(JsonWriter& json, const Desktop& desktop, const Fleet& fleet, Instant now) {
    json.begin_object()
        .member("id", desktop.id)
        .member("name", desktop.name)
        .member("region", fleet.regions()[desktop.region])
        .member("status", status_at(desktop, now))
        .member("management_flag", desktop.management_flag)
        .member("connected", desktop.connected)
        .member("pooled", desktop.pooled)
        .key("disks")
        .begin_array();
    write_disk(json, desktop.system_disk, DiskType::system);
    if (desktop.data_disk) write_disk(json, *desktop.data_disk, DiskType::data);
    json.end_array().end_object();
}

void write_snapshot_view(JsonWriter& json, const Snapshot& snapshot, const Fleet& fleet, Instant now) {
    json.begin_object()
        .member("id", snapshot.id)
        .member("region", fleet.regions()[snapshot.region])
        .member("desktop", fleet.desktop(snapshot.desktop).id)
        .member("disk", snapshot.disk == DiskType::system ? "system" : "data")
        .member("name", snapshot.name)
        .member("description", snapshot.description)
        .member("status", upper_case_name(status_at(snapshot, now)))
        .member("type", upper_case_name(snapshot.type))
        .member("cause", snapshot.cause)
        .member("created", with_seconds(snapshot.created))
        .end_object();
}

std::string view_state(const Emulator& emulator, Instant now) {
    JsonWriter json;
    json.begin_object().key("desktops").begin_array();
    for (const Desktop& desktop : emulator.cloud.fleet.desktops()) {
        write_desktop_view(json, desktop, emulator.cloud.fleet, now);
    }
    return json.end_array().end_object().take();
}

std::string view_snapshots(const Emulator& emulator, Instant now) {
    JsonWriter json;
    json.begin_object().key("snapshots").begin_array();
    emulator.cloud.snapshots.for_each(
        [&](const Snapshot& snapshot) { write_snapshot_view(json, snapshot, emulator.cloud.fleet, now); });
    return json.end_array().end_object().take();
}

std::string view_counters(const Emulator& emulator) {
    const Counters& counters = emulator.counters;
    JsonWriter json;
    json.begin_object();
    write_counts(json, "requests", counters.requests);
    write_counts(json, "refusals", counters.refusals);
    write_counts(json, "faults", counters.faults);
    write_counts(json, "effects", counters.effects);
    write_counts(json, "late_refusals", counters.late_refusals);
    json.member("late_effects_pending", emulator.late_effects.size())
        .member("throttled", counters.throttled)
        .member("bad_signatures", counters.bad_signatures)
        .member("creates_in_flight", emulator.creates_in_flight);
    write_rates(json, counters);
    write_instant(json, "first_create_unix_ms", counters.first_create);
    write_instant(json, "last_create_unix_ms", counters.last_create);
    return json.end_object().take();
}

std::string view_requests(const Emulator& emulator) {
    JsonWriter json;
    json.begin_object()
        .member("recording", emulator.recorded.recording())
        .member("dropped", emulator.recorded.dropped())
        .key("requests")
        .begin_array();
    for (const auto& [at, request] : emulator.recorded.requests()) {
        json.begin_object();
        write_instant(json, "at_unix_ms", at);
        json.member("method", request.method).member("target", request.target).key("headers").begin_array();
        for (const Header& h : request.headers)
            json.begin_array().value(h.name).value(h.value).end_array();
        json.end_array().member("body", request.body).end_object();
    }
    return json.end_array().end_object().take();
}

std::string view_faults(const Emulator& emulator) {
    JsonWriter json;
    json.begin_object();
    write_texts(json, "faults", emulator.faults.texts());
    write_texts(json, "throttle", emulator.throttle.texts());
    write_texts(json, "latency", emulator.latency.texts());
    return json.end_object().take();
}

}  // namespace ecdsnap::emulator
