#include "emulator/rehearsal.hpp"

#include "emulator/request/digest.hpp"
#include "emulator/request/request_signature.hpp"

#include <algorithm>
#include <stdexcept>

namespace ecdsnap::emulator {
namespace {

Emulator make_emulator(const RehearsalSettings& settings, Instant now) {
    return Emulator{Cloud{deal_fleet(settings.fleet, settings.seed, now), settings.rules, settings.seed},
                    settings.accounts, settings.seed};
}

Answered read_reply(Reply reply) {
    Answered answered;
    answered.status = reply.status;
    answered.body = nlohmann::json::parse(reply.body, nullptr, false);
    if (answered.body.is_object()) answered.code = answered.body.value("Code", "");
    answered.reply = std::move(reply);
    return answered;
}

}  // namespace

Rehearsal::Rehearsal(const RehearsalSettings& settings) : emulator(make_emulator(settings, now)) {
    emulator.endpoint = "127.0.0.1:18080";
    region = settings.fleet.regions.front();
}

void set_header(Request& request, const std::string& name, const std::string& value) {
    const auto found = std::ranges::find(request.headers, name, &Header::name);
    if (found != request.headers.end()) {
        found->value = value;
    } else {
        request.headers.push_back(Header{name, value});
    }
}

void drop_header(Request& request, const std::string& name) {
    std::erase_if(request.headers, [&](const Header& h) { return h.name == name; });
}

void sign(Request& request, const std::string& access_key, const std::string& secret) {
    SignedRequest parts;
    parts.method = request.method;
    parts.path = request.path();
    Parameters parameters;
    read_query(request.query(), parameters);
    parts.query = canonical_query(parameters);
    std::string names;
    std::vector<Header> headers = request.headers;
    std::ranges::sort(headers, {}, &Header::name);
    for (const Header& h : headers) {
        if (h.name != "host" && h.name != "content-type" && !h.name.starts_with("x-acs-")) continue;
        parts.headers.emplace_back(h.name, h.value);
        names += (names.empty() ? "" : ";") + h.name;
    }
    const std::string hash = sha256_hex(request.body);
    parts.payload_hash = hash;
    const auto signature = signature_v3(secret, string_to_sign_v3(canonical_request(parts)));
    set_header(request, "authorization",
               "ACS3-HMAC-SHA256 Credential=" + access_key + ",SignedHeaders=" + names + ",Signature=" + signature);
}

Request Rehearsal::signed_request(const std::string& action, const Parameters& parameters) {
    Request request;
    request.method = "POST";
    request.target = "/?" + canonical_query(parameters);
    request.headers = {
        {"host", "127.0.0.1:18080"},       {"accept", "application/json"},
        {"x-acs-action", action},          {"x-acs-content-sha256", sha256_hex("")},
        {"x-acs-date", with_seconds(now)}, {"x-acs-signature-nonce", "nonce-" + std::to_string(++nonce_)},
        {"x-acs-version", "2020-09-30"}};
    sign(request, "testid", "testsecret");
    return request;
}

Answered Rehearsal::send(const Request& request) {
    return read_reply(answer(emulator, request, now));
}

Answered Rehearsal::call(const std::string& action, const Parameters& parameters) {
    Parameters all = parameters;
    if (std::ranges::find(all, "RegionId", &Parameters::value_type::first) == all.end()) {
        all.emplace_back("RegionId", region);
    }
    return send(signed_request(action, all));
}

nlohmann::json Rehearsal::admin(const std::string& method, const std::string& path, const std::string& body) {
    Request request;
    request.method = method;
    request.target = "/_admin" + path;
    request.body = body;
    const Reply reply = answer_admin(emulator, request, now);
    auto json = nlohmann::json::parse(reply.body);
    if ((reply.status == 200) == json.contains("error")) throw std::logic_error("status and body disagree");
    return json;
}

std::string Rehearsal::desktop(std::string_view status, std::size_t nth) const {
    for (const Desktop& desktop : emulator.cloud.fleet.desktops()) {
        const bool here = emulator.cloud.fleet.regions()[desktop.region] == region;
        if (here && status_at(desktop, now) == status && nth-- == 0) return desktop.id;
    }
    throw std::logic_error("the fleet has no such desktop");
}

Answered Rehearsal::create(const std::string& desktop_id, const std::string& name, const std::string& disk) {
    return call("CreateSnapshot", {{"DesktopId", desktop_id}, {"SnapshotName", name}, {"SourceDiskType", disk}});
}

nlohmann::json Rehearsal::snapshots(Parameters filters) {
    const bool sized = std::ranges::find(filters, "MaxResults", &Parameters::value_type::first) != filters.end();
    if (!sized) filters.emplace_back("MaxResults", "100");
    return call("DescribeSnapshots", filters).body.at("Snapshots");
}

}  // namespace ecdsnap::emulator
