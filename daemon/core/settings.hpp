// The main configuration as values. adapters/yaml reads it; every field is valid when this exists. Paths are absolute.
#pragma once

#include "core/account_sites.hpp"
#include "core/credential_source.hpp"
#include "core/log_settings.hpp"
#include "core/metrics_settings.hpp"
#include "core/network_settings.hpp"
#include "core/notification_settings.hpp"
#include "core/policy/coverage.hpp"
#include "core/reload/change_limit.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct SiteLimits {
    std::uint32_t requests_per_second = 100;  // 1–10,000; per site, all calls together
    std::uint32_t in_flight = 32;             // 1–1,000; sends durable and unanswered
    std::uint32_t awake = 50;                 // 1–10,000; desktops woken for their snapshots and not back yet
    std::uint32_t share_percent = 100;        // 1–100; of a rate limit that was met, never of requests_per_second

    bool operator==(const SiteLimits&) const = default;
};

struct AccountSettings {
    std::string name;  // 1–40 of [a-z0-9-], unique
    CredentialSource credentials;
    std::vector<std::string> regions;       // at least one, unless all_regions
    std::optional<AllRegions> all_regions;  // then `regions` is empty until somebody has asked the cloud
    EndpointChoice endpoint;
    NetworkSettings network;
    SiteLimits limits;

    bool operator==(const AccountSettings&) const = default;
};

struct Settings {
    std::string owner = "main";
    std::vector<AccountSettings> accounts;
    std::filesystem::path policies;  // a folder
    CoverageRules coverage;          // what stands above the policies' own selectors
    std::vector<NamedZone> zones;    // that a desktop's own tag may name; the policies have them (desktop_zones.hpp)
    ReloadLimits reload;
    std::filesystem::path ledger = "/var/lib/ecdsnapd/ledger.db";  // the SQLite file
    std::filesystem::path control_socket = "/run/ecdsnapd/control.sock";
    std::string
        admin_group;  // its members may change something, beside root and the daemon's own user; "": nobody else
    std::uint32_t history_days = 400;  // 1–3650: settled tasks older than this are pruned from the ledger
    Millis inventory_every{std::chrono::minutes{5}};
    Millis grace{std::chrono::seconds{8}};  // how long a stop waits for sends in flight
    MetricsSettings metrics;
    LogSettings log;
    std::vector<ChannelSettings> notifications;

    bool operator==(const Settings&) const = default;
};

}  // namespace ecdsnap::core
