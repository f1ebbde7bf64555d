#include "cli/diff/diff_command.hpp"

#include "adapters/yaml/policy_reader.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/diff/config_change.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/printable.hpp"

#include <chrono>
#include <system_error>
#include <utility>

namespace ecdsnap::cli {
namespace {

// The main file of `settings`, with the policies of another folder.
adapters::ConfigResult with_policies(const core::Settings& settings, const std::filesystem::path& folder) {
    adapters::PolicySet set = adapters::load_policies(folder, settings.zones, environment_without_secrets());
    if (!set.problems.empty()) {
        adapters::sort_problems(set.problems);
        return std::move(set.problems);
    }
    adapters::LoadedConfig loaded;
    loaded.settings = settings;
    loaded.settings.policies = folder;
    loaded.policies = std::move(set.policies);
    loaded.effective = std::move(set.effective);
    loaded.warnings = std::move(set.warnings);
    loaded.files = std::move(set.files);
    return loaded;
}

std::optional<adapters::LoadedConfig> other_or_tell(const core::Settings& settings, const std::filesystem::path& other,
                                                    Terminal& terminal) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(other, ignored)) return load_or_tell(other, terminal);
    const auto main_file = other / "ecdsnapd.yaml";
    if (std::filesystem::exists(main_file, ignored)) return load_or_tell(main_file, terminal);
    auto loaded = with_policies(settings, other);
    if (loaded) return std::move(*loaded);
    terminal.err << check_text(loaded);
    return std::nullopt;
}

}  // namespace

int diff(const std::filesystem::path& main_file, const DiffOptions& options, Terminal& terminal, Output output) {
    auto old_config = load_or_tell(main_file, terminal);
    if (!old_config) return exit_usage;
    auto new_config = other_or_tell(old_config->settings, options.other, terminal);
    if (!new_config) return exit_usage;
    const auto before = outlook_or_tell(std::move(*old_config), options.inventories, terminal);
    if (!before) return exit_usage;
    const auto after = outlook_or_tell(std::move(*new_config), options.inventories, terminal);
    if (!after) return exit_usage;
    const auto from = std::chrono::ceil<std::chrono::minutes>(terminal.now());
    const ConfigChange change = config_change(*before, *after, from, from + std::chrono::days{7});
    if (output == Output::text)
        for (const std::string& note : after->fleet.notes)
            terminal.err << "! " << core::printable(note) << '\n';
    terminal.out << (output == Output::json ? change_json(change) : change_text(change, terminal.width));
    return change.any() ? exit_not_good : exit_good;
}

}  // namespace ecdsnap::cli
