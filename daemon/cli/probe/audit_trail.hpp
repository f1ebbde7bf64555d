// What a command does to snapshots by itself is told to the machine's own log (journal or syslog, as `sudo` is), since
// no daemon has seen it.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace ecdsnap::cli {

// "root", "uid 1000 (alice)", "root, login uid 1000 (alice)": the login stays the same behind sudo. `login` is a file
// like /proc/self/loginuid.
std::string caller_text(uid_t uid, const std::filesystem::path& login);

class AuditTrail {
public:
    // `doing` begins each line. Only one at a time: the system's log has one name per process.
    explicit AuditTrail(std::string doing);
    AuditTrail(const AuditTrail&) = delete;
    AuditTrail& operator=(const AuditTrail&) = delete;
    ~AuditTrail();

    // Where nothing takes it, it is lost: the command goes on.
    void note(const std::string& what) const;

private:
    const std::string doing_;
};

}  // namespace ecdsnap::cli
