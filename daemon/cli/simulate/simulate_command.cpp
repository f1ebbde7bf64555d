#include "cli/simulate/simulate_command.hpp"

#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/simulate/chart/simulation_chart.hpp"
#include "cli/simulate/json_report.hpp"
#include "cli/simulate/prepare.hpp"
#include "cli/simulate/text_report.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"
#include "simulation/rehearsal/rehearsal.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>

namespace ecdsnap::cli {
namespace {

// A bar that is redrawn, on a terminal only.
class SimulationProgress {
public:
    SimulationProgress(Terminal& terminal, core::SlotInstant from, core::SlotInstant until)
        : terminal_(terminal), from_(from), whole_(until - from) {}

    void show(const simulation::RehearsalProgress& progress) {
        if (!terminal_.progress_moves) return;
        const auto percent = std::clamp<std::int64_t>(100 * (progress.reached - from_) / whole_, 0, 100);
        if (std::exchange(shown_, percent) == percent) return;
        const auto filled = static_cast<std::size_t>(percent / 5);
        terminal_.err << fmt::format("\rsimulating [{}{}] {:3}% {} slots\x1b[K", std::string(filled, '#'),
                                     std::string(20 - filled, '.'), percent, progress.slots)
                      << std::flush;
    }
    void end() {
        if (shown_ >= 0) terminal_.err << "\r\x1b[K" << std::flush;
    }

private:
    Terminal& terminal_;
    const core::WallTime from_;
    const core::Millis whole_;
    std::int64_t shown_ = -1;
};

bool write_chart(const std::string& file, const SimulationResult& result, Terminal& terminal) {
    errno = 0;
    std::ofstream stream(file, std::ios::binary);
    stream << simulation_chart(result) << std::flush;
    if (stream) return true;
    terminal.err << fmt::format("ecdsnap: the chart cannot be written to {}: {}\n", core::printable(file),
                                std::generic_category().message(errno));
    return false;
}

SimulationResult play(PreparedSimulation prepared, Terminal& terminal) {
    SimulationResult result;
    SimulationProgress progress(terminal, prepared.plan.from, prepared.plan.until);
    result.made_up = prepared.made_up;
    result.notes = std::move(prepared.notes);
    simulation::RehearsalPlan plan = std::move(prepared.plan);
    std::vector<std::vector<core::Desktop>> desktops;
    for (auto& site : plan.sites)
        desktops.push_back(std::move(site.desktops));
    result.plan = plan;
    for (std::size_t place = 0; place < desktops.size(); ++place)
        plan.sites[place].desktops = std::move(desktops[place]);
    result.report =
        simulation::rehearse(std::move(plan), [&](const simulation::RehearsalProgress& now) { progress.show(now); });
    progress.end();
    return result;
}

}  // namespace

int simulate(const std::filesystem::path& main_file, const SimulateOptions& options, Terminal& terminal,
             Output output) {
    const core::Millis began = terminal.elapsed();
    const auto config = adapters::load_config(main_file, environment_without_secrets());
    if (!config) {
        terminal.err << check_text(config);
        return exit_usage;
    }
    auto prepared = prepare_simulation(config->settings, config->policies, options, terminal.now());
    if (!prepared) {
        terminal.err << "ecdsnap: " << core::printable(core::describe(prepared.error())) << '\n';
        return exit_usage;
    }
    const SimulationResult result = play(std::move(*prepared), terminal);
    if (output == Output::json) {
        terminal.out << simulation_json(result);
    } else {
        terminal.out << simulation_text(result, terminal.width)
                     << fmt::format("\nsimulated in {:.1f} s; no cloud was asked\n",
                                    std::chrono::duration<double>(terminal.elapsed() - began).count());
    }
    if (!options.svg.empty() && !write_chart(options.svg, result, terminal)) return exit_not_good;
    return all_good(result.report) ? exit_good : exit_partly;
}

}  // namespace ecdsnap::cli
