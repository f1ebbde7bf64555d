#include "cli/import/policy_yaml.hpp"

#include "adapters/yaml/yaml_writer.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace ecdsnap::cli {
namespace {

using adapters::YamlEntry;
using adapters::YamlNode;

constexpr std::size_t line_width = 120;
constexpr std::size_t most_named_desktops =
    1000;  // a file has at most 1 MiB; more of them stand there without their names

// Words in comment lines of `line_width`, the first of which begins with `first`, the others with `rest`.
std::string comment(std::string_view first, std::string_view rest, const std::string& text) {
    std::string out{first};
    std::size_t width = first.size();
    bool begun = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view word = std::string_view(text).substr(at, end - at);
        if (begun && width + 1 + word.size() > line_width) {
            out += fmt::format("\n{}", rest);
            width = rest.size();
            begun = false;
        }
        out += begun ? fmt::format(" {}", word) : std::string(word);
        width += word.size() + (begun ? 1 : 0);
        begun = true;
        at = end + 1;
    }
    return out + '\n';
}

std::string notes(std::string_view indent, const std::vector<core::Difference>& differences) {
    std::string out;
    for (const core::Difference& each : differences)
        out += comment(fmt::format("{}# - ", indent), fmt::format("{}#   ", indent), core::printable(each.text));
    return out;
}

std::string heading(const ImportFrame& frame) {
    std::string out = fmt::format("{} at {} from automatic snapshot policies of the cloud.\n", import_mark,
                                  core::utc_text(std::chrono::floor<std::chrono::seconds>(frame.read)));
    if (!frame.differs.empty()) out += "# What differs:\n" + notes("", frame.differs);
    return out;
}

std::string origin(const core::ImportedPolicy& policy) {
    const auto& days = policy.cloud.retention_days;
    const std::string text = fmt::format(
        "\"{}\" ({}) of {}; {} desktop{}; its snapshots are kept {}", policy.cloud.name, policy.cloud.id,
        core::text(policy.site), policy.desktops.size(), policy.desktops.size() == 1 ? "" : "s",
        days ? fmt::format("{} day{}", *days, *days == 1 ? "" : "s") : "for a time that the cloud does not say");
    return comment("  # ", "  # ", core::printable(text)) + notes("  ", policy.differences);
}

std::string ids_yaml(const core::ImportedPolicy& policy) {
    std::string out = "    select:\n      ids:\n";
    if (policy.desktops.size() <= most_named_desktops) {
        for (const core::AttachedDesktop& desktop : policy.desktops)
            out += desktop.name.empty()
                       ? fmt::format("        - {}\n", desktop.id)
                       : fmt::format("        - {}   # {}\n", desktop.id, core::printable(desktop.name));
        return out;
    }
    std::string line = "        [";
    for (const core::AttachedDesktop& desktop : policy.desktops) {
        if (line.size() + desktop.id.size() + 2 > line_width) {
            out += line + '\n';
            line = "         ";
        }
        line += desktop.id + (&desktop == &policy.desktops.back() ? "]" : ", ");
    }
    return out + line + '\n';
}

const char* disks_yaml(const core::DiskSet& disks) {
    if (disks.system && disks.data) return "[system, data]";
    return disks.system ? "[system]" : "[data]";
}

YamlNode scalar(std::string text, bool quoted) {
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = std::move(text);
    node.quoted = quoted;
    return node;
}

YamlNode mapping(std::vector<std::pair<std::string, YamlNode>> entries) {
    YamlNode node;
    node.kind = YamlNode::Kind::mapping;
    for (auto& [key, value] : entries)
        node.entries.push_back(YamlEntry{std::move(key), {}, std::move(value)});
    return node;
}

std::string policy_yaml(const core::ImportedPolicy& policy, const std::string& timezone) {
    std::string out = origin(policy);
    out += fmt::format("  - name: {}\n", policy.name);
    out += policy.condition ? fmt::format("    select: {}\n", condition_yaml(policy.site, *policy.condition))
                            : ids_yaml(policy);
    out += fmt::format("    disks: {}\n", disks_yaml(policy.disks));
    if (policy.mode == core::Mode::observe) out += "    mode: observe\n";
    const YamlNode schedule = mapping({{"dialect", scalar("quartz", false)},
                                       {"cron", scalar(policy.cron, true)},
                                       {"timezone", scalar(timezone, false)}});
    return out + fmt::format("    schedule: {}   # {}\n", adapters::yaml_text(schedule), policy.words);
}

}  // namespace

std::string condition_yaml(const core::SiteId& site, const core::Condition& condition) {
    std::vector<std::pair<std::string, YamlNode>> keys{{"account", scalar(site.account, false)},
                                                       {"region", scalar(site.region, false)}};
    // A tag's value may be empty or look like something else, and a name is text whatever it looks like.
    const auto value = condition.values.empty() ? std::string{} : *condition.values.begin();
    if (condition.kind == core::ConditionKind::tag)
        keys.emplace_back("tags", mapping({{condition.tag_key, scalar(value, true)}}));
    else if (condition.kind != core::ConditionKind::region)
        keys.emplace_back(core::text(condition.kind), scalar(value, true));
    return adapters::yaml_text(mapping(std::move(keys)));
}

std::string policies_yaml(std::span<const core::ImportedPolicy> policies, const ImportFrame& frame) {
    std::string out = heading(frame) + "policies:\n";
    bool first = true;
    for (const core::ImportedPolicy& policy : policies) {
        if (!std::exchange(first, false)) out += '\n';
        out += policy_yaml(policy, frame.timezone);
    }
    return out;
}

}  // namespace ecdsnap::cli
