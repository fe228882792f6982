#include "server/server.hpp"

#include <iostream>

#include "cli/verb.hpp"
#include "core/errors.hpp"

namespace dmp::cli {

void add_serve(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("serve", "the dashboard and its JSON interface, on this machine");
  struct Options {
    std::string folder = ".", address = "127.0.0.1", audience = "public";
    int port = 8080;
    std::vector<std::string> hosts;
    bool read_only = false;
  };
  const auto options = std::make_shared<Options>();
  verb->add_option("DIR", options->folder, "profile folder, built")->capture_default_str();
  verb->add_option("--port", options->port, "port (0: any free one)")->capture_default_str()->check(CLI::Range(0, 65535));
  verb->add_option("--audience", options->audience, "public: what was released; restricted: every figure, for those who may see it")->capture_default_str();
  verb->add_option("--listen", options->address, "address to listen on; any but the loopback address offers the dashboard to the network, without editing")->capture_default_str();
  verb->add_option("--host", options->hosts, "a name that requests may be for, besides localhost (with --listen, or behind a tunnel)");
  verb->add_flag("--read-only", options->read_only, "the delivery plan cannot be edited");
  verb->add_option("--threads", context.threads, "number of threads (0: all processors)")->capture_default_str();
  verb->footer("Example:\n  dmp serve examples/bedfordshire --port 8080\n  curl http://127.0.0.1:8080/api/overview");
  verb->callback([&context, options] {
    server::ServeSettings settings;
    settings.folder = options->folder;
    settings.address = options->address;
    settings.port = static_cast<std::uint16_t>(options->port);
    settings.audience = pipeline::audience_named(options->audience);
    settings.hosts = options->hosts;
    settings.read_only = options->read_only;
    settings.threads = context.threads;
    if (!server::is_loopback(settings.address))
      std::cerr << "warning: " << settings.address << " can be reached from the network: everybody there can read the released figures; there is no encryption and no log-in\n";
    if (settings.audience == pipeline::Audience::restricted)
      std::cerr << "warning: every figure is shown, small numbers too: not for publication. Everybody who has an account on this machine can read them while the server runs\n";
    server::serve(settings, [&](const std::string& address) {
      std::cout << address << std::endl;
      if (!context.quiet) std::cerr << "serving " << settings.folder.string() << " at " << address << " until Ctrl+C\n";
    });
  });
}

}  // namespace dmp::cli
