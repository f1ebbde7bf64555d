// A program that is run for what it prints. No shell is involved.
#pragma once

#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace ecdsnap::ports {

struct ProcessRequest {
    std::vector<std::string> argv;                 // at least one; the program is looked up in PATH unless it has a '/'
    core::Millis limit{std::chrono::seconds{60}};  // then it is ended, with everything it started
    std::size_t output_limit = std::size_t{1} << 20U;  // bytes of either stream; more is an error
};

struct ProcessResult {
    int exit_code = 0;  // 128 + N when signal N ended it
    core::Secret output;
    std::string errors;  // what it wrote to its standard error
};

class ProcessRunner {
public:
    virtual ~ProcessRunner() = default;

    // The program has our environment, no standard input and none of our file descriptors. Errors are of class `local`:
    // it cannot be started, took too long, or printed too much; it is not running any more then.
    virtual boost::asio::awaitable<core::Result<ProcessResult>> run(ProcessRequest request) = 0;
};

}  // namespace ecdsnap::ports
