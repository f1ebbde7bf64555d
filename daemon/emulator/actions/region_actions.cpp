#include "emulator/actions/region_actions.hpp"

#include <string>
#include <vector>

namespace ecdsnap::emulator {

std::optional<Refusal> describe_regions(ActionCall& call) {
    read_region(call);
    call.reader.unsupported({"AcceptLanguage"});
    if (auto refusal = call.reader.finish()) return refusal;
    call.answer.key("Regions").begin_array();
    std::vector<std::string> all = call.cloud.fleet.regions();
    all.insert(all.end(), call.cloud.rules.closed_regions.begin(), call.cloud.rules.closed_regions.end());
    for (const std::string& region : all) {
        call.answer.begin_object()
            .member("RegionId", region)
            .member("RegionEndpoint", call.endpoint)
            .member("LocalName", region)
            .end_object();
    }
    call.answer.end_array();
    return std::nullopt;
}

}  // namespace ecdsnap::emulator
