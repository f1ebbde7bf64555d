#include "core/dispatch/rotation.hpp"

#include "core/text/stable_hash.hpp"

#include <string>

namespace ecdsnap::core {

std::uint64_t rotation_of(std::int64_t slot_id, std::string_view desktop_id, DiskKind disk) {
    const std::string slot = std::to_string(slot_id);
    return stable_hash({slot, desktop_id, text(disk)});
}

}  // namespace ecdsnap::core
