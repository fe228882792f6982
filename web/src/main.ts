import { mount } from "svelte";
import "./app/style.scss";
import App from "./app/App.svelte";
import { start } from "./app/router.svelte";

start();
const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
mount(App, { target });
