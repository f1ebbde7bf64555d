// An emulator on a virtual clock with a client that signs as the official SDKs do.
#pragma once

#include "emulator/admin/admin.hpp"
#include "emulator/emulator.hpp"
#include "emulator/state/fleet_dealing.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace ecdsnap::emulator {

struct RehearsalSettings {
    FleetSettings fleet;
    CloudRules rules;
    std::vector<Account> accounts{Account{"testid", "testsecret", ""}};
    std::uint64_t seed = 1;
};

/// What a test looks at of a reply.
struct Answered {
    int status = 0;
    std::string code;  // empty on success
    nlohmann::json body;
    Reply reply;
};

class Rehearsal {
public:
    explicit Rehearsal(const RehearsalSettings& settings = {});

    Answered call(const std::string& action, const Parameters& parameters);
    Answered send(const Request& request);
    nlohmann::json admin(const std::string& method, const std::string& path, const std::string& body = "");

    /// A signed request, ready to be spoilt by a test.
    Request signed_request(const std::string& action, const Parameters& parameters);

    /// The id of the n-th desktop whose status now is `status`.
    std::string desktop(std::string_view status = "Running", std::size_t nth = 0) const;

    Answered create(const std::string& desktop_id, const std::string& name, const std::string& disk = "system");
    nlohmann::json snapshots(Parameters filters = {});

    void pass(Duration span) { now += span; }

    Instant now{std::chrono::sys_days{std::chrono::year{2026} / 1 / 2} + std::chrono::hours{3}};
    std::string region = "cn-hangzhou";
    Emulator emulator;

private:
    std::uint64_t nonce_ = 0;
};

/// Signs again after a test has changed something, so that only the change itself is refused.
void sign(Request& request, const std::string& access_key, const std::string& secret);

void set_header(Request& request, const std::string& name, const std::string& value);
void drop_header(Request& request, const std::string& name);

}  // namespace ecdsnap::emulator
