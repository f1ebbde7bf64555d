// Approvals: by a person's word a policy may run over so many desktops. A policy with `approve_above` that covers more
// than that sends nothing before.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace ecdsnap::core {

// The newest one of a policy's name; it stays when the policy goes, changes or comes back.
struct Approval {
    std::string policy;
    std::uint32_t up_to = 0;  // desktops
    std::string by;           // who approved, by the kernel's word: "root", "uid 1000"
    WallTime at{};

    bool operator==(const Approval&) const = default;
};

// What an approval without a number allows: a fleet grows a little from night to night, and must not stand still for
// that. A tenth more than it covers now, rounded up.
std::uint32_t with_room_to_grow(std::uint32_t desktops);

class ApprovalBook {
public:
    // Takes the place of the policy's earlier one, also with a lower number.
    void put(Approval approval);
    const Approval* find(const std::string& policy) const;

    // Which policies of the configuration in force need approval above how many desktops; the others need none.
    void guard(std::map<std::string, std::uint32_t> above);
    bool guards(const std::string& policy) const { return limits_.contains(policy); }

    // How many desktops the policy may run over; nullopt: it needs no approval.
    std::optional<std::uint32_t> limit_of(const std::string& policy) const;

private:
    void limit(const std::string& policy);

    std::map<std::string, Approval> approvals_;
    std::map<std::string, std::uint32_t> above_;
    std::map<std::string, std::uint32_t> limits_;  // the greater of the two numbers, of guarded policies
};

// "policy nightly covers 4112 desktops, more than the 100 of its approve_above (approved: up to 200, by root on
// 2026-11-25T02:00:00Z)"
std::string too_many_text(const std::string& policy, std::uint64_t desktops, std::uint32_t above,
                          const Approval* approval);

}  // namespace ecdsnap::core
