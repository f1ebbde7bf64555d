#include "cli/simulate/svg_chart.hpp"

namespace ecdsnap::cli {

std::string simulation_svg(const SimulationResult&) {
    return "<svg/>";
}

}  // namespace ecdsnap::cli
