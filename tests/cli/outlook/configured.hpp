// A configuration in a folder of its own, and the commands on it as they are typed; it is 2026-11-30 23:59:30 UTC.
#pragma once

#include "cli/command_line.hpp"
#include "cli/inventory/inventory_text.hpp"
#include "fakes/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;

    bool says(const std::string& words) const { return (out + err).find(words) != std::string::npos; }
    nlohmann::json json() const { return nlohmann::json::parse(out); }
};

class Configured {
public:
    Configured() {
        main_file("ecdsnapd.yaml", "policies.d", "{requests_per_second: 1}");
        policy("policies.d", "nightly", "{name: [\"win-*\", \"mac-*\"]}", "0 2 * * *");
        policy("policies.d", "macs", "{all: [{name: \"mac-*\"}, {os: macOS}]}", "0 3 * * mon");
        std::vector<cli::SiteInventory> sites(2);
        sites[0] = {{"main", "cn-hangzhou"}, {}, {desktop("ecd-1", "win-1"), desktop("ecd-2", "mac-1", "macOS")}};
        sites[1] = {{"main", "cn-shanghai"}, {}, {desktop("ecd-3", "win-1"), desktop("ecd-4", "linux-1", "Linux")}};
        sites[0].desktops[1].has_data_disk = true;
        sites[1].desktops[0].status = core::DesktopStatus::hibernated;
        save(sites);
    }

    void main_file(const std::string& name, const std::string& policies, const std::string& limits) const {
        std::filesystem::create_directory(path(policies));
        std::ofstream(path(name)) << "accounts:\n  - name: main\n    credentials: {file: none.json}\n    "
                                     "regions: [cn-hangzhou, cn-shanghai]\n    limits: "
                                  << limits << "\npolicies: " << policies << "\ncontrol: {socket: control.sock}\n";
    }

    // `more` stands in the schedule: ", window: 10m".
    void policy(const std::string& folder, const std::string& name, const std::string& select, const std::string& cron,
                const std::string& more = {}, const std::string& rest = {}) const {
        std::filesystem::create_directory(path(folder));
        std::ofstream(path(folder + "/" + name + ".yaml"))
            << "policies:\n  - name: " << name << "\n    select: " << select << "\n    schedule: {cron: \"" << cron
            << "\", timezone: Asia/Shanghai" << more << "}\n"
            << rest;
    }

    static core::Desktop desktop(const std::string& id, const std::string& name, const std::string& os = "Windows") {
        core::Desktop made;
        made.id = id;
        made.name = name;
        made.status = core::DesktopStatus::running;
        core::DesktopTraits traits;
        traits.os = os;
        made.traits = std::make_shared<const core::DesktopTraits>(std::move(traits));
        return made;
    }

    void save(const std::vector<cli::SiteInventory>& sites) const {
        std::ofstream(inventory(), std::ios::binary) << cli::inventory_text(sites, {});
    }

    Ran run(std::vector<std::string> arguments) const {
        std::ostringstream out;
        std::ostringstream err;
        cli::Terminal terminal{out, err, 0, false, {}, [] { return core::WallTime{core::Millis{1'796'083'170'000}}; }};
        arguments.insert(arguments.end(), {"--config", path("ecdsnapd.yaml")});
        Ran ran;
        ran.code = cli::run_command_line(std::move(arguments), terminal);
        ran.out = out.str();
        ran.err = err.str();
        return ran;
    }
    Ran run_known(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--inventory", inventory()});
        return run(std::move(arguments));
    }

    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    std::string inventory() const { return path("desktops.json"); }

private:
    TemporaryFolder folder_;
};

inline std::string keys(const nlohmann::json& object) {
    std::string all;
    for (const auto& [key, value] : object.items())
        all += (all.empty() ? "" : " ") + key;
    return all;
}

}  // namespace ecdsnap::tests
