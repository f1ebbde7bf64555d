// An ecd-emulator of its own for a test: started on a free port of loopback, ended with the test.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace ecdsnap::tests {

class EmulatorProcess {
public:
    // Runs `program` with `--listen 127.0.0.1:0` and the further arguments; returns once it listens.
    EmulatorProcess(const std::string& program, const std::vector<std::string>& arguments);
    EmulatorProcess(const EmulatorProcess&) = delete;
    EmulatorProcess& operator=(const EmulatorProcess&) = delete;
    ~EmulatorProcess();

    const std::string& url() const { return url_; }  // "http://127.0.0.1:39365"

private:
    std::string read_line();

    pid_t process_ = -1;
    int output_ = -1;
    std::string url_;
};

}  // namespace ecdsnap::tests
