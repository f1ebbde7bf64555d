#include "emulator/counters.hpp"

namespace ecdsnap::emulator {

void count(CountByName& counts, std::string_view name) {
    const auto found = counts.find(name);
    if (found != counts.end()) {
        ++found->second;
    } else {
        counts.emplace(name, 1);
    }
}

}  // namespace ecdsnap::emulator
