#include "synth/person_names.hpp"

#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace dmp::synth {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kMenWhite[] = {
    "James",  "John",    "Robert",  "Michael", "William", "David",   "Thomas", "Daniel", "Paul",   "Mark",   "Andrew", "Steven",  "Kevin",  "Christopher",
    "Matthew", "Anthony", "Stephen", "Peter",   "Gary",    "Jason",   "Ryan",   "Liam",   "Connor", "Kieran", "Jack",   "Joshua",  "Luke",   "Callum",
    "Jordan", "Lewis",   "Adam",    "Scott",   "Craig",   "Dean",    "Lee",    "Darren", "Shaun",  "Neil",   "Ian",    "Simon",   "Martin", "Nathan",
    "Aaron",  "Kyle",    "Reece",   "Bradley", "George",  "Harry",   "Charlie", "Oliver", "Alfie",  "Tyler",  "Samuel", "Benjamin", "Jamie",  "Piotr",
    "Andrei", "Tomasz",  "Ren\u00e9", "Andr\u00e9"};
constexpr std::string_view kWomenWhite[] = {
    "Sarah", "Emma",   "Laura",   "Rebecca", "Claire",  "Lisa",    "Michelle", "Karen",  "Nicola", "Joanne", "Samantha", "Donna",  "Kelly",  "Louise",
    "Amy",   "Gemma",  "Hannah",  "Jessica", "Charlotte", "Chloe",  "Sophie",   "Lauren", "Megan",  "Leanne", "Stacey",   "Natalie", "Victoria", "Julie",
    "Susan", "Margaret", "Elizabeth", "Catherine", "Zo\u00eb", "Chlo\u00eb", "Shannon", "Jade",  "Kayleigh", "Danielle", "Kirsty", "Holly", "Ewa", "Agnieszka"};
constexpr std::string_view kMenOther[] = {"Mohammed", "Ahmed", "Ali",    "Imran",  "Hassan", "Usman",  "Bilal",  "Amir",    "Tariq",   "Rahul",   "Sanjay", "Arjun",
                                          "Kwame",    "Kofi",  "Emeka",  "Samuel", "Marcus", "Jerome", "Leon",   "Tyrone",  "Abdul",   "Yusuf",   "Omar",   "Khalid",
                                          "Malik",    "Isaac", "Joseph", "Emmanuel", "Nathaniel", "Jermaine"};
constexpr std::string_view kWomenOther[] = {"Aisha", "Fatima", "Zainab", "Maryam", "Priya", "Anjali", "Nadia", "Samira", "Grace", "Blessing", "Ama",     "Abena",
                                            "Naomi", "Esther", "Keisha", "Leila",  "Yasmin", "Hafsa", "Sana",  "Rukhsana", "Mei",   "Ling",     "Joy",     "Comfort"};
constexpr std::string_view kSurnamesWhite[] = {
    "Smith",    "Jones",   "Taylor",  "Brown",  "Williams", "Wilson",  "Johnson",  "Davies",  "Robinson", "Wright",  "Thompson", "Evans",   "Walker",   "White",
    "Roberts",  "Green",   "Hall",    "Wood",   "Jackson",  "Clarke",  "Clark",    "Harris",  "Lewis",    "Cooper",  "King",     "Baker",   "Turner",   "Hill",
    "Morris",   "Moore",   "Ward",    "Watson", "Morgan",   "Harrison", "Cook",    "Bailey",  "Carter",   "Richardson", "Shaw",  "Bennett", "Parker",   "Collins",
    "Bell",     "Murphy",  "Kelly",   "Cox",    "Marshall", "Mason",   "Webb",     "Rogers",  "Gray",     "Hunt",    "Mills",    "Palmer",  "Holmes",   "Barnes",
    "Knight",   "Butler",  "Russell", "Fisher", "Stevens",  "Stephens", "Jenkins", "Dixon",   "Fletcher", "Hudson",  "Gibson",   "Andrews", "Carr",     "Burton",
    "Spencer",  "Doyle",   "Byrne",   "Nolan",  "Gallagher", "Reid",   "Fraser",   "Burns",   "Nowak",    "Kowalski", "Popescu", "O'Brien", "O'Connor", "Smith-Jones",
    "Lloyd",    "Francis", "Page",    "Barker", "Chapman",  "Gardner", "Kemp",     "Poole",   "Tyler",    "Norris",  "Sharp",    "Lowe",    "Frost",    "Marsh",
    "Pritchard", "Hewitt", "Dunn",    "Bryant", "Curtis",   "Hobbs",   "Jarvis",   "Lamb",    "Nash",     "Osborne", "Pratt",    "Quinn",   "Rowley",   "Sutton"};
constexpr std::string_view kSurnamesOther[] = {"Khan",   "Ahmed",  "Hussain", "Ali",   "Begum", "Patel", "Singh",  "Kaur",    "Shah",   "Malik", "Mahmood", "Iqbal",
                                               "Akhtar", "Rahman", "Miah",    "Uddin", "Mensah", "Owusu", "Okafor", "Adeyemi", "Campbell", "Grant", "Thomas", "Francis",
                                               "Chen",   "Wong",   "Nguyen",  "Sharma", "Chowdhury", "Aziz", "Mohamud", "Osman", "Bangura", "Kamara", "Daley", "Clarke"};
constexpr std::pair<std::string_view, std::string_view> kShort[] = {
    {"Michael", "Mick"},  {"William", "Bill"},   {"Robert", "Bob"},      {"Thomas", "Tom"},     {"Daniel", "Danny"},  {"Christopher", "Chris"}, {"Matthew", "Matt"},
    {"Anthony", "Tony"},  {"Steven", "Steve"},   {"Stephen", "Steve"},   {"Joshua", "Josh"},    {"Samuel", "Sam"},    {"Benjamin", "Ben"},      {"Andrew", "Andy"},
    {"James", "Jim"},     {"David", "Dave"},     {"Rebecca", "Becky"},   {"Nicola", "Nicky"},   {"Samantha", "Sam"},  {"Jessica", "Jess"},      {"Victoria", "Vicky"},
    {"Elizabeth", "Liz"}, {"Catherine", "Cath"}, {"Margaret", "Maggie"}, {"Mohammed", "Mo"},    {"Joseph", "Joe"},    {"Nathan", "Nate"},       {"Susan", "Sue"},
    {"Ren\u00e9", "Rene"}, {"Andr\u00e9", "Andre"}, {"Zo\u00eb", "Zoe"}, {"Chlo\u00eb", "Chloe"}, {"Danielle", "Dani"}, {"Emmanuel", "Manny"}};

Names forename_list(bool male, int ethnicity) {
  if (ethnicity == 0) return male ? Names(kMenWhite) : Names(kWomenWhite);
  return male ? Names(kMenOther) : Names(kWomenOther);
}

Names surname_list(int ethnicity) { return ethnicity == 0 ? Names(kSurnamesWhite) : Names(kSurnamesOther); }

}  // namespace

std::size_t forenames(bool male, int ethnicity) { return forename_list(male, ethnicity).size(); }
std::size_t surnames(int ethnicity) { return surname_list(ethnicity).size(); }
std::string forename(bool male, int ethnicity, std::size_t number) { return std::string(forename_list(male, ethnicity)[number]); }
std::string surname(int ethnicity, std::size_t number) { return std::string(surname_list(ethnicity)[number]); }

std::string short_form(const std::string& forename) {
  for (const auto& [full, brief] : kShort)
    if (full == forename) return std::string(brief);
  return forename;
}

}  // namespace dmp::synth
