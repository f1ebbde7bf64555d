#include "cli/import/import_report.hpp"

#include "cli/import/policy_yaml.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

Json difference_json(const core::Difference& difference) {
    return {{"about", core::text(difference.kind)}, {"text", difference.text}};
}

Json differences_json(const std::vector<core::Difference>& differences) {
    auto list = Json::array();
    for (const core::Difference& each : differences)
        list.push_back(difference_json(each));
    return list;
}

void set_origin(Json& out, const core::SiteId& site, const core::CloudPolicy& cloud) {
    out["site"] = core::text(site);
    out["account"] = site.account;
    out["region"] = site.region;
    out["policy_id"] = cloud.id;
    out["policy_name"] = cloud.name;
    out["status"] = cloud.status;
    out["retention_days"] = cloud.retention_days ? Json(*cloud.retention_days) : Json(nullptr);
}

Json disks_json(const core::DiskSet& disks) {
    auto list = Json::array();
    if (disks.system) list.push_back("system");
    if (disks.data) list.push_back("data");
    return list;
}

Json policy_json(const core::ImportedPolicy& policy, const std::string& timezone) {
    Json out;
    out["name"] = policy.name;
    set_origin(out, policy.site, policy.cloud);
    out["dialect"] = "quartz";
    out["cron"] = policy.cron;
    out["timezone"] = timezone;
    out["words"] = policy.words;
    out["disks"] = disks_json(policy.disks);
    out["mode"] = policy.mode == core::Mode::observe ? "observe" : "act";
    out["desktops"] = Json::array();
    for (const core::AttachedDesktop& desktop : policy.desktops)
        out["desktops"].push_back(desktop.id);
    out["condition"] = policy.condition ? Json(condition_yaml(policy.site, *policy.condition)) : Json(nullptr);
    out["detach"] = core::detaching_commands(policy);
    out["differences"] = differences_json(policy.differences);
    return out;
}

Json left_out_json(const core::LeftOutPolicy& policy) {
    Json out;
    set_origin(out, policy.site, policy.cloud);
    out["about"] = core::text(policy.reason.kind);
    out["text"] = policy.reason.text;
    out["covers_desktops"] = policy.covers_desktops;
    return out;
}

Json failed_json(const FailedSite& failed) {
    Json out;
    out["site"] = core::text(failed.site);
    out["account"] = failed.site.account;
    out["region"] = failed.site.region;
    out["error"] = core::describe(failed.error);
    out["remedy"] = remedy_for(failed.error.kind);
    return out;
}

}  // namespace

std::string import_table(const ImportResult& result, std::size_t width) {
    Table table({{"POLICY"}, {"DESKTOPS", Align::right}, {"SCHEDULE"}, {"FROM"}, {"FILE"}});
    for (std::size_t place = 0; place < result.files.size(); ++place) {
        const core::ImportedPolicy& policy = result.policies[place];
        table.add({policy.name, std::to_string(policy.desktops.size()), policy.words,
                   fmt::format("{} of {}", policy.cloud.name, core::text(policy.site)), result.files[place]});
    }
    return table.empty() ? std::string{} : table.text(width);
}

std::string import_notes(const ImportResult& result, CommonNotes common) {
    std::string out;
    const auto say = [&](const std::string& line) { out += "ecdsnap: " + core::printable(line) + '\n'; };
    for (const FailedSite& failed : result.failed)
        say(fmt::format("{}: {}; {}", core::text(failed.site), core::describe(failed.error),
                        remedy_for(failed.error.kind)));
    for (const core::LeftOutPolicy& policy : result.left_out)
        say(fmt::format("{}: \"{}\" ({}) is left out: {}", core::text(policy.site), policy.cloud.name, policy.cloud.id,
                        policy.reason.text));
    for (const core::ImportedPolicy& policy : result.policies)
        for (const core::Difference& difference : policy.differences)
            say(policy.name + ": " + difference.text);
    if (common == CommonNotes::tell)
        for (const core::Difference& difference : result.differs)
            say("what differs: " + difference.text);
    return out;
}

std::string import_json(const ImportResult& result, const std::string& timezone) {
    Json out;
    out["timezone"] = timezone;
    out["differences"] = differences_json(result.differs);
    out["policies"] = Json::array();
    for (std::size_t place = 0; place < result.policies.size(); ++place) {
        Json policy = policy_json(result.policies[place], timezone);
        if (result.files.empty())
            policy["yaml"] = result.texts[place];
        else
            policy["file"] = result.files[place];
        out["policies"].push_back(std::move(policy));
    }
    out["left_out"] = Json::array();
    for (const core::LeftOutPolicy& policy : result.left_out)
        out["left_out"].push_back(left_out_json(policy));
    out["failed_sites"] = Json::array();
    for (const FailedSite& failed : result.failed)
        out["failed_sites"].push_back(failed_json(failed));
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
