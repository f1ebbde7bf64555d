#include "adapters/system/groups.hpp"

#include <cerrno>
#include <grp.h>
#include <vector>

namespace ecdsnap::adapters {

std::optional<gid_t> group_number(const std::string& name) {
    constexpr std::size_t most_bytes = 1 << 20;  // of a group with many members
    group entry{};
    for (std::vector<char> buffer(4096); buffer.size() <= most_bytes; buffer.resize(buffer.size() * 4)) {
        group* found = nullptr;
        const int problem = getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        if (problem == ERANGE) continue;
        if (problem != 0 || found == nullptr) return std::nullopt;
        return entry.gr_gid;
    }
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
