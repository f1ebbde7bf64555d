#include "emulator/actions/region_actions.hpp"

namespace ecdsnap::emulator {

std::optional<Refusal> describe_regions(ActionCall& call) {
    read_region(call);
    call.reader.unsupported({"AcceptLanguage"});
    if (auto refusal = call.reader.finish()) return refusal;
    call.answer.key("Regions").begin_array();
    for (const std::string& region : call.cloud.fleet.regions()) {
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
