#include "cli/bundle/program_output.hpp"

#include "adapters/process/process_runner.hpp"
#include "adapters/system/system_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <exception>
#include <utility>

namespace ecdsnap::cli {
namespace {

constexpr std::size_t most_output = std::size_t{32} << 20U;

std::string words_of(const core::Result<ports::ProcessResult>& ended, const std::string& program) {
    if (!ended) return fmt::format("{}: {}\n", program, core::describe(ended.error()));
    std::string text(ended->output.reveal());
    text += ended->errors;
    if (ended->exit_code != 0) text += fmt::format("{}: exit code {}\n", program, ended->exit_code);
    return text;
}

}  // namespace

std::string program_output(std::vector<std::string> argv, const core::Environment& environment, core::Millis limit) {
    boost::asio::io_context context;
    const auto clock = adapters::make_system_clock(context.get_executor());
    const auto runner = adapters::make_process_runner(*clock, environment);
    ports::ProcessRequest request;
    const std::string program = argv.front();
    request.argv = std::move(argv);
    request.limit = limit;
    request.output_limit = most_output;
    std::string text;
    auto on_end = [&](const std::exception_ptr& failure, const core::Result<ports::ProcessResult>& ended) {
        if (failure) std::rethrow_exception(failure);
        text = words_of(ended, program);
    };
    boost::asio::co_spawn(context, runner->run(std::move(request)), on_end);
    context.run();
    return text;
}

}  // namespace ecdsnap::cli
