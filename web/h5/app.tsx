// The patient's pages, by address.
import { FormPage } from './form/FormPage';
import { Notice } from './shell/Notice';
import { usePlace } from './shell/place';
import { rememberedHouse, rememberedToken } from './shell/remember';
import { MeasurePage } from './today/MeasurePage';
import { PressurePage } from './today/PressurePage';
import { TodayPage } from './today/TodayPage';
import { WhyPage } from './why/WhyPage';

export function App() {
  const place = usePlace();
  switch (place.page) {
    case 'form':
      return <FormPage key={place.token} token={place.token} />;
    case 'today':
      return <TodayPage token={place.token} />;
    case 'pressure':
      return <PressurePage token={place.token} />;
    case 'measure':
      return <MeasurePage token={place.token} />;
    case 'why':
      return <WhyPage token={place.token} message={place.message} />;
    case 'start':
      return <Start />;
  }
}

function Start() {
  const token = rememberedToken();
  if (token) return <TodayPage token={token} />;
  return (
    <Notice house={rememberedHouse()} title="请从医院发来的链接进入">
      <p>为保护您的健康信息，这里要从医院发给您的短信或微信消息里点链接打开。</p>
    </Notice>
  );
}

