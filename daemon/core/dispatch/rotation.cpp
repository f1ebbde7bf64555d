#include "core/dispatch/rotation.hpp"

#include "core/text/stable_hash.hpp"

#include <string>

namespace ecdsnap::core {

std::uint64_t rotation_of(const Task& task) {
    const std::string slot = std::to_string(task.slot_id);
    return stable_hash({slot, task.desktop_id, text(task.disk)});
}

}  // namespace ecdsnap::core
