#include <fmt/format.h>

#include <sstream>

#include "cli/verb.hpp"
#include "core/errors.hpp"

namespace dmp::cli {
namespace {

/// Long names of an app's options with their dashes.
std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::string bash(const CLI::App& app) {
  std::string text = "# bash completion for dmp: source this file, or put it into /etc/bash_completion.d\n_dmp() {\n  local word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]}\n";
  text += "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W \"" + joined(verbs_of(app)) + "\" -- \"$word\")); return; fi\n";
  text += "  case $word in -*) ;; *) COMPREPLY=($(compgen -f -- \"$word\")); return ;; esac\n  case $verb in\n";
  for (const CLI::App* verb : app.get_subcommands({}))
    text += "    " + verb->get_name() + ") COMPREPLY=($(compgen -W \"" + joined(options_of(*verb)) + " --quiet\" -- \"$word\")) ;;\n";
  return text + "  esac\n}\ncomplete -o filenames -F _dmp dmp\n";
}

std::string quoted(std::string text) {
  for (char& c : text)
    if (c == '\'' || c == '\n' || c == '[' || c == ']') c = ' ';
  return text;
}

std::string zsh(const CLI::App& app) {
  std::string text = "#compdef dmp\n_dmp() {\n  local -a verbs\n  verbs=(\n";
  for (const CLI::App* verb : app.get_subcommands({})) text += "    '" + verb->get_name() + ":" + quoted(verb->get_description()) + "'\n";
  text += "  )\n  if (( CURRENT == 2 )); then _describe 'verb' verbs; return; fi\n  case $words[2] in\n";
  for (const CLI::App* verb : app.get_subcommands({})) {
    text += "    " + verb->get_name() + ") _arguments";
    for (const CLI::Option* option : verb->get_options())
      for (const std::string& name : option->get_lnames()) text += " '--" + name + "[" + quoted(option->get_description()) + "]'";
    text += " '*:file:_files' ;;\n";
  }
  return text + "  esac\n}\n_dmp \"$@\"\n";
}

std::string fish(const CLI::App& app) {
  std::string text = "complete -c dmp -n __fish_use_subcommand -f\n";
  for (const CLI::App* verb : app.get_subcommands({})) {
    text += "complete -c dmp -n __fish_use_subcommand -a " + verb->get_name() + " -d '" + quoted(verb->get_description()) + "'\n";
    for (const CLI::Option* option : verb->get_options())
      for (const std::string& name : option->get_lnames())
        text += "complete -c dmp -n '__fish_seen_subcommand_from " + verb->get_name() + "' -l " + name + " -d '" + quoted(option->get_description()) + "'\n";
  }
  return text;
}

/// A text as roff: backslashes and leading dots and quotes told apart from requests.
std::string roff(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') out += "\\\\";
    else if (c == '-') out += "\\-";
    else out += c;
    line_start = c == '\n';
  }
  return out;
}

std::string manual(const CLI::App& app) {
  std::string text = ".TH DMP 1 \"\" \"Drug Market Profiler\" \"User commands\"\n.SH NAME\ndmp \\- a partnership's extracts in, a drugs market profile out\n";
  text += ".SH SYNOPSIS\n.B dmp\n.I VERB\n[OPTIONS]\n.SH DESCRIPTION\n" + roff(app.get_description()) + "\n.SH VERBS\n";
  for (const CLI::App* verb : app.get_subcommands({})) {
    text += ".SS " + roff(verb->get_name()) + "\n" + roff(verb->get_description()) + "\n";
    for (const CLI::Option* option : verb->get_options()) text += ".TP\n.B " + roff(option->get_name(true)) + "\n" + roff(option->get_description()) + "\n";
    if (const std::string footer = verb->get_footer(); !footer.empty()) text += ".PP\n.nf\n" + roff(footer) + "\n.fi\n";
  }
  text += ".SH EXIT STATUS\n0 done; 1 the data or the claims have problems (they were reported); 2 wrong usage; 3 a file, database or engine failed.\n";
  text += ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colours on the terminal\n.TP\n.B DMP_DATA\nfolder of public data that the examples read\n.TP\n.B DMP_CATALOGUE\nfolder of a catalogue to use in place of the built\\-in one\n";
  return text;
}

}  // namespace

void add_completion(CLI::App& app, Context& context) {
  auto* verb = app.add_subcommand("completion", "completion for a shell, or the manual page");
  const auto shell = std::make_shared<std::string>();
  verb->add_option("SHELL", *shell, "bash, zsh, fish or man")->required();
  verb->footer("Example:\n  source <(dmp completion bash)\n  dmp completion man | man -l -");
  verb->callback([&app, &context, shell] {
    if (*shell == "bash") context.print_text(bash(app));
    else if (*shell == "zsh") context.print_text(zsh(app));
    else if (*shell == "fish") context.print_text(fish(app));
    else if (*shell == "man") context.print_text(manual(app));
    else throw core::UserError(core::ErrorKind::usage, "no completion for '" + *shell + "'", "use bash, zsh, fish or man");
  });
}

}  // namespace dmp::cli
