// Where somebody sits who is connected to the socket: what /proc tells of the process, where we may look. In the
// shipped unit we may not (ProtectProc=invisible), and the process may be gone already.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace ecdsnap::adapters {

struct PeerOrigin {
    std::optional<uid_t>
        login;               // who logged in, which stays the same behind sudo and su; nullopt: nobody, or not known
    std::string login_name;  // the local user's; "" for others
    std::string terminal;    // "pts/3"; "": none, or not known
};

PeerOrigin origin_of(pid_t pid, const std::filesystem::path& processes = "/proc");

// ", login uid 1000 (alice), terminal pts/3"; "": nothing is known.
std::string text_of(const PeerOrigin& origin);

// The name of the controlling terminal in the text of /proc/PID/stat.
std::string terminal_in(std::string_view stat);

}  // namespace ecdsnap::adapters
